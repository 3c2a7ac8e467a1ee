"""A reader's place in a feed: everything its next page needs, in the address and nowhere else."""

import base64
from datetime import datetime
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
NoteId = Annotated[int, msgspec.Meta(ge=1, le=2**62)]

Mark = tuple[Moment, int]
"""A note's place in the order of the feed: when it was published, and its id."""

SITTING = 96
"""Notes that are ranked for one sitting; below them stands everything else, newest first."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a feed goes on.

    `began` is when the sitting began: what is published later is not in it. `order` holds the ids
    of its ranked notes, `taken` how many of them were shown; then the last note by time, the last
    sponsored one, and the load.
    """

    began: Moment | None = None
    order: Annotated[list[NoteId], msgspec.Meta(max_length=SITTING)] = []
    taken: Count = 0
    organic: Mark | None = None
    sponsored: Mark | None = None
    slots: Count = 0
    ads: Count = 0
    last: Count | None = None


def write_place(place: Place) -> str:
    """A place as it stands in an address."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(place)).decode().rstrip("=")


def read_place(text: str) -> Place:
    """The place of an address; the top where it cannot be read."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.msgpack.decode(raw, type=Place)
    except (ValueError, msgspec.MsgspecError):
        return Place()
