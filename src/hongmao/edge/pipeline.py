"""The click pipeline: named steps, each pure, from the facts of a request to what is answered.

resolve, admit, judge traffic, identify, mint, choose destination; then `service` appends the event
and answers. Nothing in a request can change a destination: destinations come from the snapshot
alone, and the snapshot admitted them. What is learned of an agent is remembered by the raw header,
in bounded memory.
"""

from functools import lru_cache

import msgspec

from hongmao.core.deeplinks import CLICK_MARK
from hongmao.core.events import Click, Outcome
from hongmao.core.ids import ClickMint, ReaderHash, ViewTokens, derive_key, of_card
from hongmao.core.links import LinkRecord
from hongmao.core.openings import ROWS, Form, opening_of
from hongmao.core.reasons import Reason
from hongmao.core.traffic import is_prefetch, judge_agent
from hongmao.edge.answers import Answer, OpeningPages, click_head
from hongmao.edge.language import language_said
from hongmao.edge.snapshot import Link, Snapshot

PATH = b"/r/"
SENT, SHOWN, PAUSED = Outcome.SENT.value, Outcome.SHOWN.value, Outcome.PAUSED.value
"""An enum's member costs more to name than a hash to make."""

AGENT_CACHE = 16_384
"""Agents remembered; with `AGENT_LENGTH` it bounds the memory whatever agents are sent."""
AGENT_LENGTH = 512
"""Longer agents are judged each time and not remembered."""
READER_COOKIE = b"hm_reader"
QUERY_FIELDS = 32
"""Fields of a query that are looked at: a long one must not cost more than a short one."""
INSTEAD = {
    Form.PAGE: (Form.PAGE,),
    Form.UNIVERSAL: (Form.UNIVERSAL, Form.SCHEME, Form.PAGE),
    Form.INTENT: (Form.INTENT, Form.PAGE),
    Form.SCHEME: (Form.SCHEME, Form.PAGE),
    Form.INTERSTITIAL: (Form.INTERSTITIAL,),
}
"""What a link opens with that has no address of a form."""
DAY_MS = 86_400_000
_LINK_REASONS = frozenset(
    {
        Reason.LINK_PAUSED,
        Reason.LINK_NOT_STARTED,
        Reason.ADMISSION_EXPIRED,
        Reason.CAMPAIGN_OVER,
        Reason.BUDGET_SPENT,
        Reason.BRAND_NOT_ADMITTED,
        Reason.MARKETPLACE_NOT_ADMITTED,
        Reason.CATEGORY_NOT_ADMITTED,
        Reason.CATEGORY_DENIED,
        Reason.LABEL_MISSING,
    }
)


class Keys(msgspec.Struct, frozen=True):
    """The edge's keys, one a purpose, all from the installation's secret."""

    mint: ClickMint
    tokens: ViewTokens
    reader: ReaderHash

    @classmethod
    def derive(cls, secret: str) -> "Keys":
        """The keys of an installation."""
        return cls(
            ClickMint(derive_key(secret, "click")),
            ViewTokens(derive_key(secret, "view")),
            ReaderHash(derive_key(secret, "reader")),
        )


class Tie(msgspec.Struct, frozen=True):
    """The page view a click came from, as far as its token proves it."""

    view: str = ""
    surface: str = ""
    flags: tuple[Reason, ...] = ()


UNTIED = Tie()
FORGED = Tie(flags=(Reason.BAD_VIEW_TOKEN,))


def decide(
    target: bytes, agent: bytes, cookie: bytes, purpose: bytes, head: bool, said: bytes,
    address: bytes, links: Snapshot, keys: Keys, pages: OpeningPages, now_ms: int,
) -> tuple[Click, bytes, bytes] | Reason:  # fmt: skip
    """Run a click through the steps: the event to append, and the head and body of the answer.

    A reason where there is nothing to click. Of the request: its target (`/r/<code>`), what it says
    in `User-Agent`, `Cookie` and the purpose headers, whether it is a HEAD, its header lines as
    they were `said`; nothing in it is trusted. `address` is the reader's as far as it is known.
    """
    code, _, query = target[3:].partition(b"?")
    link = links.link(code)
    if link is None:
        return Reason.UNKNOWN_CODE
    card = link.card
    tie = tie_view(query, card.code, keys.tokens) if query else UNTIED
    plain = not (purpose or head) and len(agent) <= AGENT_LENGTH
    flags, opening = _remembered(agent) if plain else know(agent, purpose, head)
    click_id = keys.mint.mint(now_ms)
    begun, body, outcome = link.heads[opening], b"", SENT
    if not link.live_ms <= now_ms < link.over_ms and (obstacle := admit(link.record, now_ms)):
        begun, outcome = explain(link, obstacle), PAUSED
    elif begun is None:
        answer, outcome = choose_destination(
            link, opening, links.head.admitted_hosts, pages, language_said(said), click_id
        )
        begun, body = answer.head, answer.body
    event = Click(
        now_ms, click_id, card.code, card.placement, card.note, card.creator, card.brand,
        card.campaign, identify(cookie, address, agent, keys.reader, now_ms), tie.view,
        tie.surface, outcome, flags + tie.flags if tie.flags else flags,
    )  # fmt: skip
    return event, begun + click_id.encode(), body


def admit(link: LinkRecord, now_ms: int) -> Reason | None:
    """Why a link does not lead to its product now; None where it does."""
    if link.paused:
        return _reason(link.paused, Reason.LINK_PAUSED)
    if now_ms < link.starts_ms:
        return Reason.LINK_NOT_STARTED
    if now_ms >= link.ends_ms:
        return _reason(link.ended, Reason.CAMPAIGN_OVER)
    return None


def tie_view(query: bytes, code: str, tokens: ViewTokens) -> Tie:
    """The view that `v` and `s` prove; a token that proves nothing is flagged.

    A token ties its click however old it is: a page may stay open for days before the tap.
    """
    token = surface = ""
    for pair in query.split(b"&", QUERY_FIELDS)[:QUERY_FIELDS]:
        if pair.startswith(b"v="):
            token = pair[2:].decode("latin-1")
        elif pair.startswith(b"s="):
            surface = pair[2:].decode("latin-1")
    if not token:
        return UNTIED
    view = tokens.open(token, of_card(code, surface))
    return Tie(view.id, surface) if view else FORGED


def judge(agent: bytes, purpose: bytes = b"", head: bool = False) -> tuple[Reason, ...]:
    """The flags of a request, empty for a reader's."""
    return know(agent, purpose, head)[0]


def know(agent: bytes, purpose: bytes, head: bool) -> tuple[tuple[Reason, ...], int]:
    """The flags of a request, and its opening; what is flagged opens the web page."""
    known = _remembered(agent) if len(agent) <= AGENT_LENGTH else _know(agent)
    if not (purpose or head):
        return known
    flags = known[0]
    if purpose and is_prefetch(purpose.decode("latin-1")):
        flags += (Reason.PREFETCH,)
    if head:
        flags += (Reason.HEAD,)
    return flags, 0 if flags else known[1]


def _know(agent: bytes) -> tuple[tuple[Reason, ...], int]:
    flags = judge_agent(agent.decode("latin-1"))
    return flags, 0 if flags else opening_of(agent)


_remembered = lru_cache(AGENT_CACHE)(_know)


def identify(cookie: bytes, address: bytes, agent: bytes, readers: ReaderHash, now_ms: int) -> str:
    """A keyed hash of the reader's first-party cookie, else of day, address and agent."""
    if cookie and (said := read_cookie(cookie, READER_COOKIE)):
        return readers.of_cookie(said)
    return readers.on_day(now_ms // DAY_MS, b"%b\0%b" % (address, agent))


def choose_destination(
    link: Link, opening: int, hosts: tuple[str, ...], pages: OpeningPages, language: str,
    click_id: str,
) -> tuple[Answer, str]:  # fmt: skip
    """The answer that opens a link, up to the click's id, and its outcome.

    What the answers of all clicks share is left with the link, so that this is asked but once.
    """
    found, record = link.addresses(hosts), link.record
    form = next(
        form for form in INSTEAD[ROWS[opening][link.app]]
        if form in found or form is Form.INTERSTITIAL
    )  # fmt: skip
    page = found[Form.PAGE].replace(CLICK_MARK, click_id)
    if form is Form.INTERSTITIAL:
        return pages.leave(language, link.app, page, record.password), SHOWN
    address = found[form].replace(CLICK_MARK, click_id)
    if form is Form.SCHEME:
        return pages.open(language, link.app, page, address), SENT
    head = click_head(address)
    if not record.click_parameter:
        link.heads[opening] = head
    return Answer(head), SENT


def explain(link: Link, obstacle: Reason) -> bytes:
    """Where a link leads that does not lead to its product: its note, which explains the reason."""
    page, mark, fragment = link.record.note_url.partition("#")
    return click_head(f"{page}{'&' if '?' in page else '?'}link={obstacle.value}{mark}{fragment}")


def read_cookie(header: bytes, name: bytes) -> bytes:
    """A cookie's value from the `Cookie` header, empty where it has none of that name."""
    header = b"; " + header
    mark = b"; %b=" % name
    at = header.find(mark)
    return header[at + len(mark) :].partition(b";")[0].strip() if at >= 0 else b""


def _reason(code: str, otherwise: Reason) -> Reason:
    """The link's own reason where it is one that a note page explains."""
    return Reason(code) if code in _LINK_REASONS else otherwise
