"""What the sandbox sells and the life of an order: unpaid, paid, received, settled, or void.

Status numbers are the affiliate feed's own: 11 unpaid, 12 paid, 14 received, 3 settled, 13 void.
Every change of an order raises its `modified_ms`.
"""

import secrets
import sqlite3
from collections.abc import Iterable
from enum import IntEnum

import msgspec

from hongmao.core.money import allot, share
from hongmao.sandbox.state import State

DAY_MS = 86_400_000


class Status(IntEnum):
    """`tk_status` as the feed writes it."""

    UNPAID = 11
    PAID = 12
    RECEIVED = 14
    SETTLED = 3
    VOID = 13


_RETURNABLE = (Status.PAID, Status.RECEIVED, Status.SETTLED)


class Store(msgspec.Struct, frozen=True):
    """A store; `seller_id` is what links to it are made from. `kind` is `taobao` or `tmall`."""

    store_id: str
    name: str
    seller_id: str
    kind: str = "taobao"


class Product(msgspec.Struct, frozen=True):
    """A product; `item_id` is an opaque text, the price in fen, the commission in 1/10,000."""

    item_id: str
    store_id: str
    title_zh: str
    title_en: str
    price_fen: int
    commission_bps: int
    kind: str = "taobao"
    picture_url: str = ""

    def title(self, language: str) -> str:
        """The title in `language`."""
        return self.title_zh if language == "zh" else self.title_en


class Catalogue(msgspec.Struct, frozen=True):
    """What is on sale."""

    stores: tuple[Store, ...]
    products: tuple[Product, ...]


class Click(msgspec.Struct, frozen=True, array_like=True):
    """What a browser remembers of a click on a promotion link, one a store.

    A link of another network than Taobao's names its `network` and the `lease` it carries.
    """

    store_id: str
    pub_id: int
    site_id: int
    adzone_id: int
    relation_id: str
    click_ms: int
    network: str = ""
    lease: str = ""


class Unable(Exception):
    """The order is not in a state that allows this, or the amount is out of range."""


class Shop:
    """Sells, delivers and takes back."""

    def __init__(self, state: State) -> None:
        self.state = state

    def load(self, catalogue: Catalogue) -> None:
        """Put stores and products on sale, replacing those of the same ids."""
        with self.state.write() as database:
            database.executemany(
                "INSERT INTO store VALUES (?, ?, ?, ?) ON CONFLICT (store_id) DO UPDATE SET "
                "seller_id = excluded.seller_id, name = excluded.name, kind = excluded.kind",
                [(s.store_id, s.seller_id, s.name, s.kind) for s in catalogue.stores],
            )
            database.executemany(
                "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (item_id) "
                "DO UPDATE SET store_id = excluded.store_id, title_zh = excluded.title_zh, "
                "title_en = excluded.title_en, price_fen = excluded.price_fen, "
                "commission_bps = excluded.commission_bps, kind = excluded.kind, "
                "picture_url = excluded.picture_url",
                [msgspec.structs.astuple(product) for product in catalogue.products],
            )

    def product(self, item_id: str) -> Product | None:
        """A product by its id."""
        row = self._one("SELECT * FROM product WHERE item_id = ?", item_id)
        return Product(**row) if row else None

    def store(self, any_id: str) -> Store | None:
        """A store by its store id or its seller id."""
        row = self._one("SELECT * FROM store WHERE ? IN (store_id, seller_id)", any_id)
        return Store(**row) if row else None

    def products_of(self, store_id: str) -> list[Product]:
        """What a store sells."""
        rows = self.state.read().execute(
            "SELECT * FROM product WHERE store_id = ? ORDER BY rowid", (store_id,)
        )
        return [Product(**row) for row in rows]

    def place(self, buyer: str, item_id: str, quantity: int, click: Click | None) -> str:
        """Place an unpaid order and return its trade id. `click` credits a publisher, if any."""
        product = self.product(item_id)
        if product is None or not 1 <= quantity <= 99:
            raise Unable("There is no such product, or the quantity is not from 1 to 99.")
        now = self.state.now_ms()
        trade_id = f"{now}{secrets.randbelow(10**6):06d}"
        credit = (
            (click.pub_id, click.site_id, click.adzone_id, click.relation_id, click.click_ms)
            if click and not click.network
            else (None, None, None, "", 0)
        )
        with self.state.write() as database:
            database.execute(
                "INSERT INTO purchase (trade_id, buyer, item_id, quantity, amount_fen, "
                "commission_bps, status, pub_id, site_id, adzone_id, relation_id, click_ms, "
                "created_ms, modified_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (trade_id, buyer, item_id, quantity, product.price_fen * quantity,
                 product.commission_bps, Status.UNPAID, *credit, now, now),
            )  # fmt: skip
            if click and click.network:
                database.execute(
                    "INSERT INTO network_order VALUES (?, ?, ?)",
                    (trade_id, click.network, click.lease),
                )
        return trade_id

    def purchase(self, trade_id: str) -> sqlite3.Row | None:
        """An order with its product's and store's names."""
        return self._one(f"{_PURCHASES} WHERE trade_id = ?", trade_id)

    def purchases_of(self, buyer: str) -> list[sqlite3.Row]:
        """A buyer's orders, newest first."""
        return list(
            self.state.read().execute(
                f"{_PURCHASES} WHERE buyer = ? ORDER BY created_ms DESC, trade_id", (buyer,)
            )
        )

    def pay(self, trade_id: str) -> None:
        """Pay an unpaid order."""
        self._advance(trade_id, Status.UNPAID, Status.PAID)

    def cancel(self, trade_id: str) -> None:
        """Close an unpaid order."""
        self._advance(trade_id, Status.UNPAID, Status.VOID)

    def receive(self, trade_id: str) -> None:
        """Confirm that a paid order arrived."""
        self._advance(trade_id, Status.PAID, Status.RECEIVED)

    def settle(self, trade_ids: Iterable[str] = ()) -> list[str]:
        """Settle received orders, all of them unless some are named; returns the trade ids.

        The settled fee is the commission on what the buyer kept.
        """
        now = self.state.now_ms()
        chosen = tuple(trade_ids)
        settled = []
        with self.state.write() as database:
            for row in database.execute(
                "SELECT * FROM purchase WHERE status = ? ORDER BY trade_id", (Status.RECEIVED,)
            ).fetchall():
                if chosen and row["trade_id"] not in chosen:
                    continue
                database.execute(
                    "UPDATE purchase SET status = ?, settled_fen = amount_fen - returned_fen, "
                    "fee_fen = ?, settled_ms = ?, modified_ms = ? WHERE trade_id = ?",
                    (Status.SETTLED, fee_fen(row), now, now, row["trade_id"]),
                )
                settled.append(str(row["trade_id"]))
        return settled

    def take_back(self, trade_id: str, amount_fen: int) -> str:
        """Give a buyer `amount_fen` back, at once; returns the refund case's id after settlement.

        Before settlement a whole return voids the order and a part lowers what it pays; after it,
        a refund case (status 2, won) returns the fee in proportion. Raises `Unable`.
        """
        with self.state.write() as database:
            row = database.execute(
                "SELECT * FROM purchase WHERE trade_id = ?", (trade_id,)
            ).fetchone()
            if row is None or row["status"] not in _RETURNABLE:
                raise Unable("Only an order that is paid and not void can be returned.")
            if not 0 < amount_fen <= row["amount_fen"] - row["returned_fen"]:
                raise Unable("The amount must be more than nothing and no more than what is left.")
            now = self.state.now_ms()
            settled = row["status"] == Status.SETTLED
            whole = row["returned_fen"] + amount_fen == row["amount_fen"]
            if whole and not settled:
                status, modified = Status.VOID, now
            else:
                status, modified = row["status"], now if settled else _after(row, now)
            database.execute(
                "UPDATE purchase SET returned_fen = returned_fen + ?, status = ?, modified_ms = ? "
                "WHERE trade_id = ?",
                (amount_fen, status, modified, trade_id),
            )
            return _open_case(database, row, amount_fen, now) if settled else ""

    def _advance(self, trade_id: str, before: Status, after: Status) -> None:
        with self.state.write() as database:
            done = database.execute(
                "UPDATE purchase SET status = :after, modified_ms = :now, "
                "paid_ms = iif(:after = 12, :now, paid_ms), "
                "received_ms = iif(:after = 14, :now, received_ms) "
                "WHERE trade_id = :trade_id AND status = :before",
                {
                    "trade_id": trade_id,
                    "before": before,
                    "after": after,
                    "now": self.state.now_ms(),
                },
            )
            if done.rowcount != 1:
                raise Unable(f"The order is not {before.name.lower()}.")

    def _one(self, question: str, key: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.state.read().execute(question, (key,)).fetchone()
        return row


_PURCHASES = (
    "SELECT purchase.*, title_zh, title_en, price_fen, picture_url, product.kind, "
    "store.store_id, store.seller_id, store.name AS store_name "
    "FROM purchase JOIN product USING (item_id) JOIN store USING (store_id)"
)


def fee_fen(row: sqlite3.Row) -> int:
    """The publisher's estimated income of an order: the commission on what was not returned."""
    if row["status"] == Status.VOID:
        return 0
    return share(row["amount_fen"] - row["returned_fen"], row["commission_bps"])


def _open_case(database: sqlite3.Connection, row: sqlite3.Row, amount_fen: int, now: int) -> str:
    """A won refund case. Fees are cut cumulatively, so that all cases together return the fee."""
    refunded, returned_fee = database.execute(
        "SELECT coalesce(sum(refund_fen), 0), coalesce(sum(fee_fen), 0) FROM refund "
        "WHERE trade_id = ?",
        (row["trade_id"],),
    ).fetchone()
    refunded += amount_fen
    owed, _ = allot(row["fee_fen"], [refunded, row["settled_fen"] - refunded])
    suit_id = f"{now}{secrets.randbelow(1000):03d}"
    database.execute(
        "INSERT INTO refund VALUES (?, ?, 2, ?, ?, ?, ?, ?)",
        (suit_id, row["trade_id"], amount_fen, owed - returned_fee, now, now, now),
    )
    return suit_id


def _after(row: sqlite3.Row, now: int) -> int:
    """`now`, or the second after the last change: the feed shows whole seconds, and two partial
    returns in one second would not tell which came later."""
    same_second: bool = row["modified_ms"] // 1000 == now // 1000
    return (now // 1000 + 1) * 1000 if same_second else now
