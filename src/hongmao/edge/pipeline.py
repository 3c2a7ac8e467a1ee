"""The click pipeline: named steps, each pure, from the facts of a request to what is answered.

resolve, admit, judge traffic, identify, choose destination, mint; then `service` appends the event
and answers. Nothing in a request can change a destination: destinations come from the snapshot
alone, and the snapshot admitted them.
"""

import msgspec

from hongmao.core.events import Click, Outcome
from hongmao.core.ids import ClickMint, ViewTokens, derive_key, is_code, reader_hash
from hongmao.core.links import LinkRecord
from hongmao.core.reasons import Reason
from hongmao.core.traffic import judge_traffic
from hongmao.edge.snapshot import Snapshot

READER_COOKIE = "hm_reader"
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


class Visitor(msgspec.Struct, frozen=True):
    """What a request says of who sent it; nothing in it is trusted.

    `purpose` joins the purpose headers, `peer` is the address of the connection's other end.
    """

    agent: str
    cookie: str
    peer: str
    purpose: str = ""
    head: bool = False


class Keys(msgspec.Struct, frozen=True):
    """The edge's keys, one a purpose, all from the installation's secret."""

    mint: ClickMint
    tokens: ViewTokens
    reader: bytes

    @classmethod
    def derive(cls, secret: str) -> "Keys":
        """The keys of an installation."""
        return cls(
            ClickMint(derive_key(secret, "click")),
            ViewTokens(derive_key(secret, "view")),
            derive_key(secret, "reader"),
        )


class Decision(msgspec.Struct, frozen=True):
    """A click to append, and the URL that answers it once it is written."""

    event: Click
    location: str


class Tie(msgspec.Struct, frozen=True):
    """The page view a click came from, as far as its token proves it."""

    view: str = ""
    surface: str = ""
    flags: tuple[Reason, ...] = ()


def decide(
    code: str, query: str, visitor: Visitor, links: Snapshot, keys: Keys, now_ms: int
) -> Decision | Reason:
    """Run a click through the steps: a decision, or the reason why there is nothing to click."""
    link = resolve(code, links)
    if link is None:
        return Reason.UNKNOWN_CODE
    obstacle = admit(link, now_ms)
    tie = tie_view(query, code, keys.tokens)
    flags = judge_traffic(visitor.agent, purpose=visitor.purpose, head=visitor.head) + tie.flags
    event = Click(
        at=now_ms,
        id=keys.mint.mint(now_ms),
        code=code,
        placement=link.placement,
        note=link.note,
        creator=link.creator,
        brand=link.brand,
        campaign=link.campaign,
        reader=identify(visitor, keys.reader, now_ms),
        view=tie.view,
        surface=tie.surface,
        outcome=Outcome.PAUSED if obstacle else Outcome.SENT,
        flags=flags,
    )
    return Decision(event, choose_destination(link, obstacle))


def resolve(code: str, links: Snapshot) -> LinkRecord | None:
    """The link of a code, None where the snapshot has none."""
    return links.get(code) if is_code(code) else None


def admit(link: LinkRecord, now_ms: int) -> Reason | None:
    """Why a link does not lead to its product now; None where it does."""
    if link.paused:
        return _reason(link.paused, Reason.LINK_PAUSED)
    if now_ms < link.starts_ms:
        return Reason.LINK_NOT_STARTED
    if now_ms >= link.ends_ms:
        return _reason(link.ended, Reason.CAMPAIGN_OVER)
    return None


def tie_view(query: str, code: str, tokens: ViewTokens) -> Tie:
    """The view that `v` and `s` prove; a token that proves nothing is flagged.

    A token ties its click however old it is: a page may stay open for days before the tap.
    """
    if not query:
        return Tie()
    fields = dict(pair.partition("=")[::2] for pair in query.split("&")[:QUERY_FIELDS])
    token, surface = fields.get("v", ""), fields.get("s", "")
    if not token:
        return Tie()
    view = tokens.open(token, code, surface)
    return Tie(view.id, surface) if view else Tie(flags=(Reason.BAD_VIEW_TOKEN,))


def identify(visitor: Visitor, key: bytes, now_ms: int) -> str:
    """A keyed hash of the reader's first-party cookie, else of day, address and agent."""
    if cookie := read_cookie(visitor.cookie, READER_COOKIE):
        return reader_hash(key, "cookie", cookie[:READER_COOKIE_LENGTH])
    return reader_hash(key, "day", str(now_ms // DAY_MS), visitor.peer, visitor.agent)


def choose_destination(link: LinkRecord, obstacle: Reason | None) -> str:
    """The marketplace's URL, or the note with the reason that its page explains."""
    if obstacle is None:
        return link.destination
    page, mark, fragment = link.note_url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}link={obstacle.value}{mark}{fragment}"


def read_cookie(header: str, name: str) -> str:
    """A cookie's value from the `Cookie` header, empty where it has none of that name."""
    if name not in header:
        return ""
    for pair in header.split(";"):
        key, mark, value = pair.strip().partition("=")
        if mark and key == name:
            return value
    return ""


def _reason(code: str, otherwise: Reason) -> Reason:
    """The link's own reason where it is one that a note page explains."""
    return Reason(code) if code in _LINK_REASONS else otherwise
