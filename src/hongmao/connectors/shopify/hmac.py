"""The signature of a webhook: base64 of HMAC-SHA256 over the body's bytes as they came.

Shopify's rule: the key is the app's client secret, the header `X-Shopify-Hmac-SHA256`.
"""

import base64
import hashlib
import hmac

HEADER = "X-Shopify-Hmac-SHA256"


def sign(secret: str, body: bytes) -> str:
    """The signature of a body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def verify(secret: str, body: bytes, signature: str) -> bool:
    """Whether `signature` is that of `body`, compared in constant time."""
    return hmac.compare_digest(sign(secret, body).encode(), signature.strip().encode())
