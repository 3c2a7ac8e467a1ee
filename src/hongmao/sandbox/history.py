"""Orders of the past, many at once, and what the sandbox itself knows of its affiliate orders."""

import sqlite3
from collections.abc import Sequence
from itertools import count

import msgspec

from hongmao.core.money import share
from hongmao.sandbox.shop import Product, Shop, Status, Unable, fee_fen

PAYING_MS = 30_000
_numbers = count(1)


class PastOrder(msgspec.Struct, forbid_unknown_fields=True):
    """A credited order as it stands after a life in the past.

    Bought at `at_ms`, paid half a minute later, last changed at `modified_ms`, all in epoch
    milliseconds. `returned_fen` went back before it was settled; all of it makes it void.
    """

    item_id: str
    adzone_id: int
    at_ms: int
    modified_ms: int
    click_ms: int
    status: int = 12
    quantity: int = 1
    returned_fen: int = 0
    site_id: int = 0


class PastOrders(msgspec.Struct, forbid_unknown_fields=True):
    """Orders of the past."""

    orders: list[PastOrder]


def write_past(shop: Shop, orders: Sequence[PastOrder]) -> list[str]:
    """Add orders of the past in one go; returns their trade ids. Raises `Unable`."""
    settings = shop.state.settings
    products: dict[str, Product] = {}
    rows = []
    for order in orders:
        product = products.get(order.item_id) or shop.product(order.item_id)
        if product is None:
            raise Unable(f"There is no product {order.item_id}.")
        products[order.item_id] = product
        site_id = order.site_id or settings.site_id
        rows.append(_row(order, product, settings.publisher_id, site_id))
    names = ", ".join(rows[0]) if rows else ""
    marks = ", ".join(f":{name}" for name in rows[0]) if rows else ""
    with shop.state.write() as database:
        database.executemany(
            f"INSERT INTO purchase ({names}) VALUES ({marks})",  # noqa: S608 - our own names
            rows,
        )
    return [str(row["trade_id"]) for row in rows]


def _row(order: PastOrder, product: Product, pub_id: int, site_id: int) -> dict[str, object]:
    amount = product.price_fen * order.quantity
    status = Status.VOID if order.returned_fen >= amount else Status(order.status)
    settled = status is Status.SETTLED
    kept = amount - order.returned_fen
    paid = 0 if status is Status.UNPAID else order.at_ms + PAYING_MS
    return {
        "trade_id": f"{order.at_ms}{next(_numbers) % 10**6:06d}",
        "buyer": "past",
        "item_id": order.item_id,
        "quantity": order.quantity,
        "amount_fen": amount,
        "returned_fen": order.returned_fen,
        "commission_bps": product.commission_bps,
        "fee_fen": share(kept, product.commission_bps) if settled else 0,
        "settled_fen": kept if settled else 0,
        "status": status,
        "pub_id": pub_id,
        "site_id": site_id,
        "adzone_id": order.adzone_id,
        "click_ms": order.click_ms,
        "created_ms": order.at_ms,
        "paid_ms": paid,
        "received_ms": order.modified_ms if status in (Status.RECEIVED, Status.SETTLED) else 0,
        "settled_ms": order.modified_ms if settled else 0,
        "modified_ms": order.modified_ms,
    }


def truth(shop: Shop) -> list[dict[str, object]]:
    """Every order of the affiliate feed as it stands, its fees (fen) and what refunds returned."""
    rows = shop.state.read().execute(
        "SELECT purchase.*, (SELECT coalesce(sum(refund.fee_fen), 0) FROM refund "
        "WHERE refund.trade_id = purchase.trade_id) AS fee_returned, "
        "(SELECT count(*) FROM refund WHERE refund.trade_id = purchase.trade_id) AS cases "
        "FROM purchase WHERE adzone_id IS NOT NULL ORDER BY trade_id"
    )
    return [_known(row) for row in rows]


def _known(row: sqlite3.Row) -> dict[str, object]:
    settled = row["status"] == Status.SETTLED
    return {
        "trade_id": row["trade_id"],
        "status": row["status"],
        "amount_fen": row["amount_fen"],
        "kept_fen": row["settled_fen"] if settled else row["amount_fen"] - row["returned_fen"],
        "fee_fen": row["fee_fen"] if settled else fee_fen(row),
        "fee_returned_fen": row["fee_returned"],
        "cases": row["cases"],
    }
