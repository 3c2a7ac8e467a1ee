"""The click pipeline: named steps, each pure, from the facts of a request to what is answered.

resolve, admit, judge traffic, identify, choose destination, mint; then `service` appends the event
and answers. Nothing in a request can change a destination: destinations come from the snapshot
alone, and the snapshot admitted them. What is learned of an agent is remembered by the raw header,
in bounded memory.
"""

from functools import lru_cache

import msgspec

from hongmao.core.events import Click, Outcome
from hongmao.core.ids import ClickMint, ReaderHash, ViewTokens, derive_key, of_card
from hongmao.core.links import LinkRecord
from hongmao.core.reasons import Reason
from hongmao.core.traffic import is_prefetch, judge_agent
from hongmao.edge.answers import click_head
from hongmao.edge.snapshot import Link, Snapshot

PATH = b"/r/"
SENT, PAUSED = Outcome.SENT.value, Outcome.PAUSED.value
"""An enum's member costs more to name than a hash to make."""

AGENT_CACHE = 16_384
"""Agents remembered; with `AGENT_LENGTH` it bounds the memory whatever agents are sent."""
AGENT_LENGTH = 512
"""Longer agents are judged each time and not remembered."""
READER_COOKIE = b"hm_reader"
READER_COOKIE_LENGTH = 128
QUERY_FIELDS = 32
"""Fields of a query that are looked at: a long one must not cost more than a short one."""
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
    target: bytes, agent: bytes, cookie: bytes, purpose: bytes, head: bool, address: bytes,
    links: Snapshot, keys: Keys, now_ms: int,
) -> tuple[Click, bytes] | Reason:  # fmt: skip
    """Run a click through the steps: the event to append and the head of the answer to it.

    A reason where there is nothing to click. Of the request: its target (`/r/<code>`), what it says
    in `User-Agent`, `Cookie` and the purpose headers, whether it is a HEAD; nothing in it is
    trusted. `address` is the reader's as far as it is known.
    """
    code, _, query = target[3:].partition(b"?")
    link = links.link(code)
    if link is None:
        return Reason.UNKNOWN_CODE
    obstacle = None if link.live_ms <= now_ms < link.over_ms else admit(link.record, now_ms)
    card = link.card
    tie = tie_view(query, card.code, keys.tokens) if query else UNTIED
    click_id = keys.mint.mint(now_ms)
    event = Click(
        now_ms, click_id, card.code, card.placement, card.note, card.creator, card.brand,
        card.campaign, identify(cookie, address, agent, keys.reader, now_ms), tie.view,
        tie.surface, PAUSED if obstacle else SENT, judge(agent, purpose, head) + tie.flags,
    )  # fmt: skip
    return event, (
        choose_destination(link, obstacle) if obstacle else link.head
    ) + click_id.encode()


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
    flags = _remembered(agent) if len(agent) <= AGENT_LENGTH else _judge(agent)
    if purpose and is_prefetch(purpose.decode("latin-1")):
        flags += (Reason.PREFETCH,)
    return (*flags, Reason.HEAD) if head else flags


def _judge(agent: bytes) -> tuple[Reason, ...]:
    return judge_agent(agent.decode("latin-1"))


_remembered = lru_cache(AGENT_CACHE)(_judge)


def identify(cookie: bytes, address: bytes, agent: bytes, readers: ReaderHash, now_ms: int) -> str:
    """A keyed hash of the reader's first-party cookie, else of day, address and agent."""
    if cookie and (said := read_cookie(cookie, READER_COOKIE)):
        return readers.of(b"cookie\0%b" % said[:READER_COOKIE_LENGTH])
    return readers.of(b"day\0%d\0%b\0%b" % (now_ms // DAY_MS, address, agent))


def choose_destination(link: Link, obstacle: Reason) -> bytes:
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
