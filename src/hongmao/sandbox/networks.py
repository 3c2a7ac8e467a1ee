"""What JD's and Pinduoduo's affiliate networks have in common in the sandbox.

Both sell the same products as everybody here, by numbers; both take a text of ours in a link and
give it back with orders, without a time of the click; both count the pages of their feeds.
"""

import sqlite3
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import blake2b

import msgspec
from flask import Response

from hongmao.sandbox.shop import Product, Shop, Store
from hongmao.sandbox.state import State

DAY_MS = 86_400_000
HORIZON_MS = 90 * DAY_MS
TIMES = {"created": "created_ms", "finished": "received_ms", "updated": "modified_ms"}

_ORDERS = """
SELECT * FROM (
  SELECT purchase.*, title_zh, price_fen, picture_url, store_id, store.name AS store_name, lease,
    (SELECT coalesce(sum(refund.fee_fen), 0) FROM refund
      WHERE refund.trade_id = purchase.trade_id) AS returned_fee_fen,
    CASE :by WHEN 'created' THEN created_ms WHEN 'finished' THEN received_ms
      ELSE modified_ms END AS row_ms
  FROM network_order JOIN purchase USING (trade_id) JOIN product USING (item_id)
    JOIN store USING (store_id)
  WHERE network = :network
)
WHERE row_ms >= :start AND row_ms < :end
"""
_PAGE = _ORDERS + "ORDER BY row_ms, trade_id LIMIT :size OFFSET :skip"
_COUNT = f"SELECT count(*) FROM ({_ORDERS})"  # noqa: S608 - a constant


class Refused(Exception):
    """What a network objects to, in its own code and words."""

    def __init__(self, code: int, words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(words)


class NetworkLink(msgspec.Struct, frozen=True):
    """A link of `network` to an item (`kind` `item`) or a store (`shop`) that carries `lease`."""

    network: str
    kind: str
    target: str
    lease: str


class Networks:
    """Makes links and finds them again. The same wish gives the same link."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._key = bytes.fromhex(state.key("network link"))

    def make(self, link: NetworkLink) -> str:
        """The code of a link."""
        code = blake2b(msgspec.json.encode(link), key=self._key, digest_size=10).hexdigest()
        with self._state.write() as database:
            database.execute(
                "INSERT OR IGNORE INTO network_link VALUES (?, ?, ?, ?, ?)",
                (code, *msgspec.structs.astuple(link)),
            )
        return code

    def find(self, code: str) -> NetworkLink | None:
        """The link of a code."""
        row: sqlite3.Row | None = (
            self._state.read()
            .execute("SELECT * FROM network_link WHERE code = ?", (code,))
            .fetchone()
        )
        return NetworkLink(*tuple(row)[1:]) if row else None

    def click(self, code: str, at_ms: int) -> None:
        """Count a click."""
        with self._state.write() as database:
            database.execute("INSERT INTO network_click VALUES (?, ?)", (at_ms, code))


class Query(msgspec.Struct, frozen=True):
    """Orders of a network whose time `by` (a key of `TIMES`) lies in [start, end) ms, by pages."""

    network: str
    by: str
    start: int
    end: int
    page: int
    size: int


def orders(state: State, query: Query) -> tuple[list[sqlite3.Row], int]:
    """A page's rows, oldest first, and how many there are on all pages at this moment."""
    values = {
        **msgspec.structs.asdict(query),
        "skip": (query.page - 1) * query.size,
    }
    database = state.read()
    rows = database.execute(_PAGE, values).fetchall()
    return rows, int(database.execute(_COUNT, values).fetchone()[0])


def number(any_id: str) -> str:
    """The number under which a network knows an item or a store: itself, or one made from it."""
    if any_id.isascii() and any_id.isdigit():
        return any_id
    return str(10**11 + int.from_bytes(blake2b(any_id.encode(), digest_size=4).digest()))


def product_by_number(shop: Shop, wanted: str) -> Product | None:
    """A product by its number."""
    rows = shop.state.read().execute("SELECT item_id FROM product")
    return next((shop.product(row[0]) for row in rows if number(row[0]) == wanted), None)


def store_by_number(shop: Shop, wanted: str) -> Store | None:
    """A store by its number."""
    rows = shop.state.read().execute("SELECT store_id FROM store")
    return next((shop.store(row[0]) for row in rows if number(row[0]) == wanted), None)


def json_answer(tree: object, now_ms: int) -> Response:
    """An answer in JSON, HTTP 200 whatever it says, dated by the sandbox's clock."""
    response = Response(msgspec.json.encode(tree), content_type="application/json;charset=utf-8")
    at = datetime.fromtimestamp(now_ms / 1000, UTC)
    response.headers["Date"] = format_datetime(at, usegmt=True)
    return response
