"""The signature of the Taobao Open Platform (TOP), which both ends of the wire compute.

The rule, from the platform's documentation: sort every parameter except `sign` by name, join names
and values as `k1v1k2v2…` without encoding, leave out empty values as the Java reference does, and
digest the UTF-8 text. The signature covers the union of query and body, wherever each one travels.
"""

import hmac
from collections.abc import Mapping
from enum import StrEnum
from hashlib import md5


class SignMethod(StrEnum):
    """How a request is signed: the values of TOP's `sign_method`."""

    MD5 = "md5"  # MD5(secret + text + secret)
    HMAC = "hmac"  # HMAC-MD5(secret, text)
    HMAC_SHA256 = "hmac-sha256"


def base_text(parameters: Mapping[str, str]) -> str:
    """The text that is signed: `k1v1k2v2…` in the order of names, without `sign` and empty values.

    Values are as the application means them, before any URL encoding.
    """
    return "".join(
        name + parameters[name]
        for name in sorted(parameters)
        if name != "sign" and parameters[name]
    )


def sign(parameters: Mapping[str, str], secret: str, method: SignMethod) -> str:
    """The signature of `parameters`, in upper-case hexadecimal digits."""
    text = base_text(parameters).encode()
    key = secret.encode()
    if method is SignMethod.MD5:
        return md5(key + text + key, usedforsecurity=False).hexdigest().upper()
    digest = "md5" if method is SignMethod.HMAC else "sha256"
    return hmac.new(key, text, digest).hexdigest().upper()


def genuine(parameters: Mapping[str, str], secret: str, method: SignMethod | None = None) -> bool:
    """Whether `parameters["sign"]` is right by `method`, or else by their own `sign_method`.

    An absent or unknown method, or a missing signature, is not genuine. Compares in constant time.
    """
    try:
        method = method or SignMethod(parameters.get("sign_method", ""))
    except ValueError:
        return False
    expected = sign(parameters, secret, method)
    return hmac.compare_digest(expected.encode(), parameters.get("sign", "").encode())
