"""Texts kept so that the database alone does not give them away: Fernet, keyed by the secret.

Fernet is AES-128-CBC with HMAC-SHA256. Its key is derived from the installation's secret, one a
purpose, so a copy of the database or a backup without that secret shows nothing.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken

from hongmao.core.ids import derive_key
from hongmao.core.reasons import Reason, Refusal


def seal(content: bytes, secret: str, purpose: str) -> str:
    """`content` as a token that only the same secret and purpose open; each time another."""
    return _fernet(secret, purpose).encrypt(content).decode()


def unseal(token: str, secret: str, purpose: str) -> bytes:
    """What was sealed. Raises `Refusal` SEAL_BROKEN: the secret changed, or the text did."""
    try:
        return _fernet(secret, purpose).decrypt(token.encode())
    except InvalidToken:
        raise Refusal(Reason.SEAL_BROKEN) from None


def _fernet(secret: str, purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(derive_key(secret, f"sealed {purpose}")))
