"""`/admin/*`: what tests, demo readers and scripts turn, in JSON.

Every call carries `X-Sandbox-Secret: <app secret>`; a refusal answers `{"error": …}` with 4xx.
"""

import hmac
import sqlite3
from collections.abc import Callable
from typing import TypeVar

import msgspec
from flask import Blueprint, Response, request

from hongmao.sandbox.faults import Fault, Faults
from hongmao.sandbox.shop import Catalogue, Click, Shop, Status, Unable

Body = TypeVar("Body")


class NewOrder(msgspec.Struct, forbid_unknown_fields=True):
    """An order bought without a browser; credited where `adzone_id` or `network` is given.

    `network` is `jd` or `pdd`, and `lease` what its link carried.
    `click_ms` 0 means now. `status` is 11 unpaid, 12 paid, or 14 received.
    """

    item_id: str
    quantity: int = 1
    site_id: int = 0
    adzone_id: int = 0
    relation_id: str = ""
    click_ms: int = 0
    status: int = 12
    buyer: str = "admin"
    network: str = ""
    lease: str = ""


class NewOrders(msgspec.Struct, forbid_unknown_fields=True):
    """Orders to place, in turn."""

    orders: list[NewOrder]


class Chosen(msgspec.Struct, forbid_unknown_fields=True):
    """The orders meant; all that can be, unless some are named."""

    trade_ids: list[str] = []


class Return(msgspec.Struct, forbid_unknown_fields=True):
    """A return of one order: `amount_fen`, or all that is left where it is 0."""

    trade_id: str
    amount_fen: int = 0


class Admin:
    """The admin API."""

    def __init__(self, shop: Shop, faults: Faults, secret: str) -> None:
        self._shop = shop
        self._faults = faults
        self._secret = secret

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("admin", __name__, url_prefix="/admin")
        blueprint.before_request(self._guard)
        blueprint.register_error_handler(msgspec.MsgspecError, _refuse)
        blueprint.register_error_handler(Unable, _refuse)
        blueprint.register_error_handler(sqlite3.IntegrityError, _refuse)
        views: dict[str, Callable[[], Response]] = {
            "catalogue": self.catalogue,
            "settings": self.settings,
            "faults": self.order_fault,
            "orders": self.place,
            "receive": self.receive,
            "settle": self.settle,
            "return": self.take_back,
        }
        for name, view in views.items():
            blueprint.add_url_rule(f"/{name}", name, view, methods=["POST"])
        blueprint.add_url_rule("/state", "state", self.state, methods=["GET"])
        return blueprint

    def catalogue(self) -> Response:
        """Put stores and products on sale."""
        catalogue = _body(Catalogue)
        self._shop.load(catalogue)
        return _json({"stores": len(catalogue.stores), "products": len(catalogue.products)})

    def settings(self) -> Response:
        """Change settings (see `state.Settings`); answers all of them."""
        return _json(self._shop.state.change_settings(_body(dict[str, object])))

    def order_fault(self) -> Response:
        """Make the next calls fail (see `faults.Fault`)."""
        self._faults.order(_body(Fault))
        return _json({})

    def place(self) -> Response:
        """Place orders; answers their trade ids."""
        return _json({"trade_ids": [self._place(order) for order in _body(NewOrders).orders]})

    def receive(self) -> Response:
        """Confirm receipt of paid orders; answers their trade ids."""
        chosen = _body(Chosen).trade_ids or self._ids(Status.PAID)
        for trade_id in chosen:
            self._shop.receive(trade_id)
        return _json({"trade_ids": chosen})

    def settle(self) -> Response:
        """Settle received orders; answers their trade ids."""
        return _json({"trade_ids": self._shop.settle(_body(Chosen).trade_ids)})

    def take_back(self) -> Response:
        """Return an order in whole or part; answers the refund case's id, if there is one."""
        wish = _body(Return)
        row = self._shop.purchase(wish.trade_id)
        left = row["amount_fen"] - row["returned_fen"] if row else 0
        return _json({"suit_id": self._shop.take_back(wish.trade_id, wish.amount_fen or left)})

    def state(self) -> Response:
        """The settings, the clock and how much there is of everything."""
        database = self._shop.state.read()
        counts = database.execute(
            "SELECT (SELECT count(*) FROM store) AS stores, (SELECT count(*) FROM product) AS "
            "products, (SELECT count(*) FROM click) AS clicks, (SELECT count(*) FROM purchase) AS "
            "orders, (SELECT count(*) FROM purchase WHERE adzone_id IS NOT NULL) AS credited, "
            "(SELECT count(*) FROM refund) AS refunds"
        ).fetchone()
        return _json(
            {
                **dict(counts),
                "now_ms": self._shop.state.now_ms(),
                "settings": self._shop.state.settings,
            }
        )

    def _place(self, order: NewOrder) -> str:
        state = self._shop.state
        product = self._shop.product(order.item_id)
        click = None
        if product and (order.adzone_id or order.network):
            site_id = order.site_id or state.settings.site_id
            click = Click(
                store_id=product.store_id,
                pub_id=state.settings.publisher_id,
                site_id=site_id,
                adzone_id=order.adzone_id,
                relation_id=order.relation_id,
                click_ms=order.click_ms or state.now_ms(),
                network=order.network,
                lease=order.lease,
            )
        trade_id = self._shop.place(order.buyer, order.item_id, order.quantity, click)
        if order.status in (Status.PAID, Status.RECEIVED):
            self._shop.pay(trade_id)
        if order.status == Status.RECEIVED:
            self._shop.receive(trade_id)
        return trade_id

    def _ids(self, status: Status) -> list[str]:
        rows = self._shop.state.read().execute(
            "SELECT trade_id FROM purchase WHERE status = ? ORDER BY trade_id", (status,)
        )
        return [str(row["trade_id"]) for row in rows]

    def _guard(self) -> Response | None:
        sent = request.headers.get("X-Sandbox-Secret", "")
        if hmac.compare_digest(sent.encode(), self._secret.encode()):
            return None
        return _json({"error": "X-Sandbox-Secret is not the app secret."}, 403)


def _body(kind: type[Body]) -> Body:
    return msgspec.json.decode(request.get_data() or b"{}", type=kind)


def _json(answer: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(answer), status, content_type="application/json")


def _refuse(error: Exception) -> Response:
    return _json({"error": str(error)}, 400)
