"""The networks that may send postbacks, as the setting `HONGMAO_POSTBACKS` lists them.

A preset says how a kind of tracker names its parameters; a network may name its own over it.
"""

import re
from enum import StrEnum
from ipaddress import ip_network
from typing import Literal

import msgspec

from hongmao.core.money import minor_digits

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")
LEAST_TOKEN = 24
CLICK_MACRO = "{click_id}"
ITEM_MACRO = "{item_id}"

Field = Literal["transaction", "click", "payout", "currency", "status", "amount", "item", "at"]


class Standing(StrEnum):
    """What a postback says of a sale."""

    LEAD = "lead"  # seen and not confirmed: no money moves
    SALE = "sale"  # confirmed: the commission is held, and settles after the network's hold
    REJECTED = "rejected"  # cancelled: void


class Preset(msgspec.Struct, frozen=True):
    """How a tracker speaks: the parameter of each field, and its words for each standing.

    `within_click` says that its transaction ids tell the sales of one click apart and no more.
    """

    parameters: dict[Field, str]
    statuses: dict[str, Standing]
    within_click: bool = False


_WORDS = {standing.value: standing for standing in Standing}

PRESETS = {
    "": Preset(
        {
            "transaction": "transaction", "click": "click", "payout": "payout",
            "currency": "currency", "status": "status", "amount": "amount", "item": "item",
            "at": "at",
        },
        _WORDS,
    ),
    "tune": Preset(
        {
            "transaction": "transaction_id", "click": "aff_sub", "payout": "payout",
            "currency": "currency", "status": "status", "amount": "sale_amount",
            "item": "offer_id",
        },
        _WORDS
        | {"approved": Standing.SALE, "pending": Standing.LEAD, "1": Standing.SALE}
        | {"2": Standing.LEAD, "3": Standing.REJECTED},
    ),
    "voluum": Preset(
        {
            "transaction": "txid", "click": "cid", "payout": "payout", "currency": "currency",
            "status": "et",
        },
        _WORDS | {"conversion": Standing.SALE, "purchase": Standing.SALE},
        within_click=True,
    ),
    "keitaro": Preset(
        {
            "transaction": "tid", "click": "subid", "payout": "payout", "currency": "currency",
            "status": "status",
        },
        _WORDS | {"rebill": Standing.SALE},
        within_click=True,
    ),
}  # fmt: skip


class Network(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One network. `token` stands in the URL that it calls, which nobody else may know.

    `parameters` and `statuses` stand over the preset's. `addresses` (or CIDRs) are those it calls
    from; none listed means any. `currency` holds where a postback names none. A sale settles
    `hold_days` after it came. `link` is where its links lead, with `{click_id}` as the whole value
    of one query parameter and `{item_id}` where the offer stands.
    """

    token: str
    preset: Literal["", "tune", "voluum", "keitaro"] = ""
    parameters: dict[Field, str] = {}
    statuses: dict[str, Standing] = {}
    currency: str = "USD"
    addresses: tuple[str, ...] = ()
    hold_days: int = 30
    link: str = ""

    def __post_init__(self) -> None:
        """Hold every field to its range; `ValueError` says which is wrong."""
        if len(self.token) < LEAST_TOKEN or not self.token.isascii() or "/" in self.token:
            raise ValueError(f"token is shorter than {LEAST_TOKEN} characters, or not plain")
        for address in self.addresses:
            ip_network(address, strict=False)  # says itself what is wrong
        minor_digits(self.currency)
        if not 0 <= self.hold_days <= 365:
            raise ValueError("hold_days is not from 0 to 365")

    @property
    def speech(self) -> Preset:
        """The preset with what this network names its own way."""
        preset = PRESETS[self.preset]
        return msgspec.structs.replace(
            preset,
            parameters=preset.parameters | self.parameters,
            statuses=preset.statuses
            | {word.lower(): standing for word, standing in self.statuses.items()},
        )


def read_networks(text: str) -> dict[str, Network]:
    """The networks by name, from JSON: `{"name": {"token": …, "preset": "voluum"}}`.

    Names are 1 to 16 of `a-z 0-9 -`. Raises `ValueError`, which never repeats a token.
    """
    try:
        networks = msgspec.json.decode(text or "{}", type=dict[str, Network])
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from None
    for name in networks:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a name: 1 to 16 of a-z, 0-9 and -")
    if len({network.token for network in networks.values()}) < len(networks):
        raise ValueError("two networks have the same token")
    return networks
