"""The click pipeline: named steps, each pure, from the facts of a request to what is answered.

resolve, admit, judge traffic, identify, choose destination, mint; then `service` appends the event
and answers. Nothing in a request can change a destination: destinations come from the snapshot
alone, and the snapshot admitted them. What is learned of an agent is remembered by the raw header,
in bounded memory.
"""

from functools import lru_cache

import msgspec

from hongmao.core.events import Click, Outcome
from hongmao.core.ids import CODE_LENGTH, ClickMint, ReaderHash, ViewTokens, derive_key
from hongmao.core.links import LinkRecord
from hongmao.core.reasons import Reason
from hongmao.core.traffic import AGENT_CACHE, AGENT_LENGTH, judge_traffic
from hongmao.edge.snapshot import Snapshot

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
        Reason.BRAND_NOT_ADMITTED,
        Reason.MARKETPLACE_NOT_ADMITTED,
        Reason.CATEGORY_NOT_ADMITTED,
        Reason.CATEGORY_DENIED,
        Reason.LABEL_MISSING,
    }
)


class Visitor(msgspec.Struct, gc=False):
    """What a request says of who sent it; nothing in it is trusted.

    `purpose` joins the purpose headers, `address` is the reader's as far as it is known.
    """

    agent: bytes
    cookie: bytes
    address: bytes
    purpose: bytes = b""
    head: bool = False


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


class Decision(msgspec.Struct, gc=False):
    """A click to append, and the URL that answers it once it is written."""

    event: Click
    location: str


class Tie(msgspec.Struct, frozen=True):
    """The page view a click came from, as far as its token proves it."""

    view: str = ""
    surface: str = ""
    flags: tuple[Reason, ...] = ()


UNTIED = Tie()
FORGED = Tie(flags=(Reason.BAD_VIEW_TOKEN,))


def decide(
    code: bytes, query: bytes, visitor: Visitor, links: Snapshot, keys: Keys, now_ms: int
) -> Decision | Reason:
    """Run a click through the steps: a decision, or the reason why there is nothing to click."""
    link = resolve(code, links)
    if link is None:
        return Reason.UNKNOWN_CODE
    obstacle = admit(link, now_ms)
    tie = tie_view(query, link.code, keys.tokens) if query else UNTIED
    event = Click(
        at=now_ms,
        id=keys.mint.mint(now_ms),
        code=link.code,
        placement=link.placement,
        note=link.note,
        creator=link.creator,
        brand=link.brand,
        campaign=link.campaign,
        reader=identify(visitor, keys.reader, now_ms),
        view=tie.view,
        surface=tie.surface,
        outcome=Outcome.PAUSED if obstacle else Outcome.SENT,
        flags=judge(visitor) + tie.flags,
    )
    return Decision(event, choose_destination(link, obstacle))


def resolve(code: bytes, links: Snapshot) -> LinkRecord | None:
    """The link of a code, None where the snapshot has none."""
    return links.get(code.decode()) if len(code) == CODE_LENGTH and code.isalnum() else None


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
    view = tokens.open(token, code, surface)
    return Tie(view.id, surface) if view else FORGED


def judge(visitor: Visitor) -> tuple[Reason, ...]:
    """The flags of a visitor's request, empty for a reader's."""
    if len(visitor.agent) + len(visitor.purpose) > AGENT_LENGTH:
        return _judge(visitor.agent, visitor.purpose, visitor.head)
    return _remembered(visitor.agent, visitor.purpose, visitor.head)


def _judge(agent: bytes, purpose: bytes, head: bool) -> tuple[Reason, ...]:
    return judge_traffic(agent.decode("latin-1"), purpose=purpose.decode("latin-1"), head=head)


_remembered = lru_cache(AGENT_CACHE)(_judge)


def identify(visitor: Visitor, readers: ReaderHash, now_ms: int) -> str:
    """A keyed hash of the reader's first-party cookie, else of day, address and agent."""
    if visitor.cookie and (cookie := read_cookie(visitor.cookie, READER_COOKIE)):
        return readers.of(b"cookie", cookie[:READER_COOKIE_LENGTH])
    return readers.of(b"day", b"%d" % (now_ms // DAY_MS), visitor.address, visitor.agent)


def choose_destination(link: LinkRecord, obstacle: Reason | None) -> str:
    """The marketplace's URL, or the note with the reason that its page explains."""
    if obstacle is None:
        return link.destination
    page, mark, fragment = link.note_url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}link={obstacle.value}{mark}{fragment}"


def read_cookie(header: bytes, name: bytes) -> bytes:
    """A cookie's value from the `Cookie` header, empty where it has none of that name."""
    if name not in header:
        return b""
    for pair in header.split(b";"):
        key, mark, value = pair.strip().partition(b"=")
        if mark and key == name:
            return value
    return b""


def _reason(code: str, otherwise: Reason) -> Reason:
    """The link's own reason where it is one that a note page explains."""
    return Reason(code) if code in _LINK_REASONS else otherwise
