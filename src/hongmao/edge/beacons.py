"""Beacons: what pages say was seen and read, proved by view tokens.

A body is `{"p": [[token, surface, note, codes, seen, seconds], …]}`, one entry a page: the token
the page was made with, where it stood, its note's id (0: none), the codes of its cards in order and
without a gap, which of them were seen (places, from 0), and for how many whole seconds its note has
been read (0: not said). Nobody can invent an impression or a read: the token binds view, surface,
note and codes, and each card and the note count once a view.
"""

from typing import Annotated

import msgspec

from hongmao.core.events import CardSeen, Impressions, Read, Surface
from hongmao.core.ids import CODE_LENGTH, View, of_page
from hongmao.core.reasons import SENTENCES, Reason, Sentence
from hongmao.edge.pipeline import Keys
from hongmao.edge.snapshot import Snapshot

MOST_PAGES = 20
MOST_CARDS = 100
"""Cards of one page."""
LONGEST_READ_S = 3600
REMEMBERED = 200_000
HOUR_MS = 3_600_000
_SURFACES = frozenset(surface.value for surface in Surface)
_PLACES = tuple(
    (slice(CODE_LENGTH * place, CODE_LENGTH * (place + 1)), 1 << place)
    for place in range(MOST_CARDS)
)
"""Of each place: where its code stands, and its card's bit."""
_READ = 1 << MOST_CARDS
"""The bit of a view's note, above those of its cards."""

NOT_JSON = Sentence("it is not JSON of the form {shape}", "不是形如 {shape} 的 JSON")
TOO_MANY = Sentence("it holds more than {most} pages", "超过 {most} 个页面")
_SHAPE = '{"p": [[token, surface, note, codes, [place, …], seconds], …]}'
_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""All that decoding a hostile body raises: a deep nest ends in the last."""


class Page(msgspec.Struct, array_like=True, gc=False):
    """One page's entry in a batch, as the module says."""

    token: Annotated[str, msgspec.Meta(max_length=64)]
    surface: str
    note: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    codes: Annotated[str, msgspec.Meta(max_length=MOST_CARDS * CODE_LENGTH)]
    seen: Annotated[
        list[Annotated[int, msgspec.Meta(ge=0, lt=MOST_CARDS)]], msgspec.Meta(max_length=MOST_CARDS)
    ]
    seconds: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_READ_S)] = 0


class _Batch(msgspec.Struct, gc=False):
    p: list[Page]


class Refused(msgspec.Struct, frozen=True):
    """Why something of a page was not taken. `page` counts from 0, as does the card's `place`.

    Without a place it is the page as a whole, or its read.
    """

    page: int
    reason: Reason
    place: int | None = None


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
    """What was taken lately of each view, a bit a card and one for the note, bounded.

    The oldest views are forgotten first. The lake stops what is repeated after that, by its key.
    """

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._views: dict[str, int] = {}

    def of(self, view: str) -> int:
        """The bits taken of a view."""
        return self._views.get(view, 0)

    def keep(self, view: str, bits: int) -> None:
        """Remember the bits taken of a view."""
        self._views[view] = bits
        if len(self._views) > self._most:
            del self._views[next(iter(self._views))]


class Verdict(msgspec.Struct):
    """What a batch came to: events to append, what they count, what was refused."""

    events: list[Impressions | Read]
    refused: list[Refused]
    impressions: int = 0
    reads: int = 0


_decode_batch = msgspec.json.Decoder(_Batch).decode


class BeaconJudge:
    """Judges batches by the links, keys and memory of one edge worker."""

    def __init__(self, keys: Keys, view_hours: float, seen: Seen | None = None) -> None:
        self._keys = keys
        self._view_ms = int(view_hours * HOUR_MS)
        self._seen = seen or Seen()

    def judge(
        self, body: bytes, links: Snapshot, reader: str, flags: tuple[str, ...], now_ms: int
    ) -> Verdict:
        """What a batch holds. Raises `Malformed`."""
        verdict, find = Verdict([], []), links.link
        for number, page in enumerate(_pages(body)):
            view = self._open(page, now_ms)
            if isinstance(view, Reason):
                verdict.refused.append(Refused(number, view))
                continue
            taken = before = self._seen.of(view.id)
            codes, cards = page.codes.encode(), list[CardSeen]()
            for place in page.seen:
                part, bit = _PLACES[place]
                link = find(codes[part])
                if link is None or taken & bit:
                    reason = Reason.REPEATED if link else Reason.UNKNOWN_CODE
                    verdict.refused.append(Refused(number, reason, place))
                else:
                    taken |= bit
                    cards.append(link.card)
            if cards:
                verdict.impressions += len(cards)
                verdict.events.append(
                    Impressions(now_ms, view.id, reader, page.surface, flags, cards)
                )
            if page.seconds and page.note:
                if taken & _READ:
                    verdict.refused.append(Refused(number, Reason.REPEATED))
                else:
                    taken |= _READ
                    verdict.reads += 1
                    verdict.events.append(
                        Read(now_ms, view.id, page.note, reader, page.surface, page.seconds, flags)
                    )
            if taken != before:
                self._seen.keep(view.id, taken)
        return verdict

    def _open(self, page: Page, now_ms: int) -> View | Reason:
        """The view that a page's token proves, or why it is not taken."""
        subject = of_page(page.surface, page.note, page.codes)
        view = self._keys.tokens.open(page.token, subject)
        if view is None or page.surface not in _SURFACES:
            return Reason.BAD_VIEW_TOKEN
        return view if view.issued_s * 1000 >= now_ms - self._view_ms else Reason.VIEW_EXPIRED


def _pages(body: bytes) -> list[Page]:
    try:
        pages = _decode_batch(body).p
    except _NOT_JSON:
        raise Malformed(NOT_JSON, shape=_SHAPE) from None
    if len(pages) > MOST_PAGES:
        raise Malformed(TOO_MANY, most=MOST_PAGES)
    return pages
