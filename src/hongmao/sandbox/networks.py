"""What JD's and Pinduoduo's affiliate networks have in common in the sandbox.

Both sell the same products as everybody here, by numbers; both take a text of ours in a link and
give it back with orders, without a time of the click; both count the pages of their feeds.
"""

import logging
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, ClassVar

import msgspec
from flask import Blueprint, Response, request

from hongmao.sandbox.envelope import TopError, dated
from hongmao.sandbox.faults import Faults
from hongmao.sandbox.shop import Product, Shop, Store
from hongmao.sandbox.state import State
from hongmao.sandbox.throttle import Throttle

log = logging.getLogger(__name__)

Parameters = Mapping[str, str]
Tree = dict[str, object]

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


class NetworkGateway(ABC):
    """One app's gateway at `PATH`, which answers in JSON, HTTP 200 whatever happens.

    `METHOD` is the parameter that names the method; `FAILED`, `UNKNOWN` and `THROTTLED` are the
    network's codes for a failure of its own, a method that it does not know, and a ban.
    """

    NETWORK: ClassVar[str]
    PATH: ClassVar[str]
    METHOD: ClassVar[str]
    FAILED: ClassVar[int]
    UNKNOWN: ClassVar[int]
    THROTTLED: ClassVar[int]
    VERBS: ClassVar[tuple[str, ...]] = ("GET", "POST")

    def __init__(
        self, shop: Shop, networks: Networks, faults: Faults, app_key: str, app_secret: str
    ) -> None:
        self.shop = shop
        self.faults = faults
        self.app_key = app_key
        self.app_secret = app_secret
        self._networks = networks
        self._throttle = Throttle()
        self.methods = self.served()

    @abstractmethod
    def served(self) -> dict[str, tuple[str, Callable[[Any], Tree]]]:
        """Each method with its answer's key and what answers it."""

    @abstractmethod
    def check(self, parameters: Parameters, now_ms: int) -> None:
        """Raise the gateway's error for the first thing wrong with a request's envelope."""

    @abstractmethod
    def act(self, method: str, parameters: Parameters) -> Tree:
        """What a request that was admitted is answered, in its envelope."""

    @abstractmethod
    def error(self, code: int, words: str) -> Tree:
        """An error of the gateway, in its envelope."""

    def blueprint(self) -> Blueprint:
        """The route."""
        blueprint = Blueprint(self.NETWORK, __name__)
        blueprint.add_url_rule(self.PATH, "route", self.answer, methods=self.VERBS)
        return blueprint

    def answer(self) -> Response:
        """Check, throttle and answer one request."""
        parameters = {**request.form.to_dict(), **request.args.to_dict()}
        try:
            tree = self._run(parameters)
        except Refused as refusal:
            tree = self.error(refusal.code, refusal.words)
        except TopError as fault:
            tree = self.error(fault.code, fault.sub_msg)
        except Exception:
            log.exception("the sandbox failed on %s", parameters.get(self.METHOD))
            tree = self.error(self.FAILED, "")
        body = msgspec.json.encode(tree)
        response = Response(body, content_type="application/json;charset=utf-8")
        return dated(response, self.shop.state.now_ms())

    def make_link(self, kind: str, target: str, lease: str) -> str:
        """The URL of a link to an item (`kind` `item`) or a store (`shop`) that carries `lease`."""
        link = NetworkLink(self.NETWORK, kind, target, lease)
        return f"{request.url_root}u/{self._networks.make(link)}"

    def page(
        self, query: Query, longest_ms: int, refused: Refused
    ) -> tuple[list[sqlite3.Row], int]:
        """The orders of a query, and how many there are on all its pages.

        A span longer than `longest_ms`, or none, is `refused`; so is one beyond the horizon.
        """
        if not 0 < query.end - query.start <= longest_ms:
            raise refused
        if query.start < self.shop.state.now_ms() - HORIZON_MS:
            raise Refused(refused.code, "只能查询最近90天")
        return orders(self.shop.state, query)

    def _run(self, parameters: Parameters) -> Tree:
        self.check(parameters, self.shop.state.now_ms())
        method = parameters[self.METHOD]
        if method not in self.methods:
            raise Refused(self.UNKNOWN, "")
        try:
            self._throttle.admit(self.app_key, self.shop.state.settings)
        except TopError as ban:
            raise Refused(self.THROTTLED, ban.sub_msg) from ban
        return self.act(method, parameters)


def within(text: str, least: int, most: int, refused: Refused) -> int:
    """A whole number from `least` to `most`; anything else is `refused`."""
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise refused
    return int(text)
