"""The Shopify shops of an installation, as the setting `HONGMAO_SHOPIFY_SHOPS` lists them."""

import re

import msgspec

from hongmao.core.money import BASIS

CLICK_PARAMETER = "hm_click"
"""The query parameter in which a link brings our click id to the store."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


class Shop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shop. `secret` signs its webhooks: the client secret of its app.

    `commission_bps` is what its brand agreed to pay, in 1/10,000 of what a line sold for. An order
    settles `hold_days` after it was paid, the time in which it may be cancelled or returned.
    """

    domain: str
    secret: str
    commission_bps: int
    hold_days: int = 30

    def __post_init__(self) -> None:
        """Hold every field to its range; `ValueError` says which is wrong."""
        if not _DOMAIN.fullmatch(self.domain):
            raise ValueError(f"{self.domain!r} is not the domain of a store")
        if len(self.secret) < 16:
            raise ValueError("secret is shorter than 16 characters")
        if not 0 <= self.commission_bps <= BASIS:
            raise ValueError(f"commission_bps is not from 0 to {BASIS}")
        if not 0 <= self.hold_days <= 365:
            raise ValueError("hold_days is not from 0 to 365")


def read_shops(text: str) -> dict[str, Shop]:
    """The shops by name, from JSON: `{"name": {"domain": …, "secret": …, "commission_bps": …}}`.

    Names are 1 to 32 of `a-z 0-9 -`. Raises `ValueError`, which never repeats a secret.
    """
    try:
        shops = msgspec.json.decode(text or "{}", type=dict[str, Shop])
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from None
    for name in shops:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a name: 1 to 32 of a-z, 0-9 and -")
    return shops
