"""Beacons: batches of impressions from browsers, each proved by a view token.

A body is `{"e": [["i", "<code>", "<surface>", "<view token>"], …]}`. Nobody can invent an
impression: a token binds its view, code and surface, and counts once.
"""

from collections import OrderedDict

import msgspec

from hongmao.core.events import Impression, Surface
from hongmao.core.ids import View
from hongmao.core.reasons import SENTENCES, Reason, Sentence
from hongmao.edge.pipeline import Keys, Visitor, identify, judge, resolve
from hongmao.edge.snapshot import Snapshot

MOST_EVENTS = 100
REMEMBERED = 200_000
HOUR_MS = 3_600_000
_SURFACES = frozenset(Surface)

NOT_JSON = Sentence("it is not JSON of the form {shape}", "不是形如 {shape} 的 JSON")
TOO_MANY = Sentence("it holds more than {most} events", "超过 {most} 条事件")
NOT_AN_EVENT = Sentence("event {index} is not {shape}", "第 {index} 条不是 {shape}")
_BATCH_SHAPE = '{"e": [["i", code, surface, view], …]}'
_EVENT_SHAPE = '["i", code, surface, view]'


_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""All that decoding a hostile body raises: a deep nest ends in the last."""


class _Batch(msgspec.Struct):
    e: list[msgspec.Raw]


class Refused(msgspec.Struct, frozen=True):
    """Why an event of a batch was not taken; `index` counts from 0."""

    index: int
    reason: Reason
    message: str


class Malformed(Exception):
    """A body that is no batch. The detail says what is wrong with it, in both languages."""

    def __init__(self, detail: Sentence, **facts: object) -> None:
        self.detail = detail
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The reason's sentence, in the reader's language."""
        detail = self.detail.text(language, **self.facts)
        return SENTENCES[Reason.MALFORMED].text(language, detail=detail)


class Seen:
    """The impressions taken lately, bounded: the oldest are forgotten first.

    The lake stops what is repeated after that, by the same key.
    """

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._keys: OrderedDict[tuple[str, str], None] = OrderedDict()

    def add(self, view: str, code: str) -> bool:
        """Remember an impression; False where it is remembered already."""
        key = (view, code)
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._most:
            self._keys.popitem(last=False)
        return True


_decode_batch = msgspec.json.Decoder(_Batch).decode
_decode_event = msgspec.json.Decoder(tuple[str, str, str, str]).decode


def judge_batch(
    body: bytes,
    visitor: Visitor,
    links: Snapshot,
    keys: Keys,
    seen: Seen,
    *,
    now_ms: int,
    view_hours: float,
    language: str,
) -> tuple[list[Impression], list[Refused]]:
    """The impressions of a batch and what was refused of it. Raises `Malformed`."""
    events = _events(body)
    flags = judge(visitor)
    reader = identify(visitor, keys.reader, now_ms)
    oldest_s = (now_ms - view_hours * HOUR_MS) / 1000
    taken: list[Impression] = []
    refused: list[Refused] = []

    def refuse(index: int, reason: Reason, **facts: object) -> None:
        refused.append(Refused(index, reason, SENTENCES[reason].text(language, **facts)))

    for index, raw in enumerate(events):
        fields = _fields(raw)
        if fields is None:
            detail = NOT_AN_EVENT.text(language, index=index, shape=_EVENT_SHAPE)
            refuse(index, Reason.MALFORMED, detail=detail)
            continue
        code, surface, token = fields
        link = resolve(code.encode(), links)
        view = keys.tokens.open(token, code, surface) if link else None
        if (obstacle := _obstacle(link is not None, view, oldest_s)) or not (link and view):
            refuse(index, obstacle or Reason.BAD_VIEW_TOKEN)
        elif not seen.add(view.id, code):
            refuse(index, Reason.REPEATED)
        else:
            taken.append(
                Impression(
                    at=now_ms,
                    view=view.id,
                    code=code,
                    placement=link.placement,
                    note=link.note,
                    creator=link.creator,
                    brand=link.brand,
                    campaign=link.campaign,
                    reader=reader,
                    surface=surface,
                    flags=flags,
                )
            )
    return taken, refused


def _events(body: bytes) -> list[msgspec.Raw]:
    try:
        events = _decode_batch(body).e
    except _NOT_JSON:
        raise Malformed(NOT_JSON, shape=_BATCH_SHAPE) from None
    if len(events) > MOST_EVENTS:
        raise Malformed(TOO_MANY, most=MOST_EVENTS)
    return events


def _fields(raw: msgspec.Raw) -> tuple[str, str, str] | None:
    """Code, surface and token of an event, None where it is not one."""
    try:
        kind, code, surface, token = _decode_event(raw)
    except _NOT_JSON:
        return None
    return (code, surface, token) if kind == "i" and surface in _SURFACES else None


def _obstacle(known: bool, view: View | None, oldest_s: float) -> Reason | None:
    if not known:
        return Reason.UNKNOWN_CODE
    if view is None:
        return Reason.BAD_VIEW_TOKEN
    return Reason.VIEW_EXPIRED if view.issued_s < oldest_s else None
