"""What the edge records: clicks and impressions, as they stand in the log and the lake.

Each event is a MessagePack array whose first element names its kind. Fields are only ever added at
the end, with a default; `SCHEMA` then rises. Times are epoch milliseconds, UTC.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib.metadata import version

import msgspec

from hongmao.core.frames import Frame

SCHEMA = 2
AGENTS_PACKAGE = "crawler-user-agents"
"""The package that lists programs' user agents."""
RULESET = f"2026-11.2/{version(AGENTS_PACKAGE)}"
"""The version of the traffic rules and of that list, so that history can be judged again."""


class Surface(StrEnum):
    """Where a card stood."""

    FEED = "feed"
    NOTE = "note"
    SEARCH = "search"
    EMBED = "embed"


class Outcome(StrEnum):
    """What a click was answered with."""

    SENT = "sent"  # to the marketplace
    SHOWN = "shown"  # a page that says how to get there from an in-app browser
    PAUSED = "paused"  # to the note, with a sentence


class Click(msgspec.Struct, frozen=True, array_like=True, gc=False, tag="c"):
    """A redirect that was answered.

    `reader` is a keyed hash; `view` the page view that showed the card, empty where unknown;
    `flags` are reason codes: a flagged click is kept and not counted.
    """

    at: int
    id: str
    code: str
    placement: int
    note: int
    creator: int
    brand: int
    campaign: int
    reader: str
    view: str
    surface: str
    outcome: str
    flags: tuple[str, ...] = ()
    ruleset: str = RULESET


class Impression(msgspec.Struct, frozen=True, array_like=True, tag="i"):
    """Half of a card on the screen for one second, proved by a view token."""

    at: int
    view: str
    code: str
    placement: int
    note: int
    creator: int
    brand: int
    campaign: int
    reader: str
    surface: str
    flags: tuple[str, ...] = ()
    ruleset: str = RULESET


class Read(msgspec.Struct, frozen=True, array_like=True, tag="r"):
    """A note's page that stood before a reader for `seconds`, proved by a view token."""

    at: int
    view: str
    note: int
    reader: str
    surface: str
    seconds: int
    flags: tuple[str, ...] = ()
    ruleset: str = RULESET


class CardSeen(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A card among `Impressions`: what its link says of it."""

    code: str
    placement: int
    note: int
    creator: int
    brand: int
    campaign: int


class Impressions(msgspec.Struct, frozen=True, array_like=True, tag="b"):
    """Impressions of one page view that arrived together, as they stand in the log."""

    at: int
    view: str
    reader: str
    surface: str
    flags: tuple[str, ...]
    cards: list[CardSeen]
    ruleset: str = RULESET

    def each(self) -> Iterator[Impression]:
        """The impressions, one a card."""
        for card in self.cards:
            yield Impression(
                self.at, self.view, card.code, card.placement, card.note, card.creator, card.brand,
                card.campaign, self.reader, self.surface, self.flags, self.ruleset,
            )  # fmt: skip


Event = Click | Impression | Read
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Click | Impression | Read | Impressions])


encode: Callable[[Event | Impressions], bytes] = _encoder.encode
"""An event as it goes into a group."""


def pack_group(events: list[bytes]) -> bytes:
    """A group's payload: a MessagePack array of encoded events."""
    return b"\xdd" + len(events).to_bytes(4) + b"".join(events)


def unpack_group(frame: Frame) -> list[Event]:
    """The events of a frame, in order; raises `msgspec.DecodeError` where they are not events."""
    events: list[Event] = []
    for event in _decoder.decode(frame.payload):
        if isinstance(event, Impressions):
            events += event.each()
        else:
            events.append(event)
    return events
