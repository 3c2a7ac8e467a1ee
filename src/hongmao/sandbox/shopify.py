"""A Shopify shop for pretend: its orders' life, told in signed webhooks.

`/admin/shopify/settings` says where to send them and how badly; `/admin/shopify/order`, `pay`,
`cancel` and `refund` drive an order; `GET /admin/shopify/calls` shows what was sent.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import Blueprint, request

from hongmao.core.money import minor_digits
from hongmao.sandbox.outbox import Outbox, guarded
from hongmao.sandbox.state import State

_SCHEMA = "CREATE TABLE IF NOT EXISTS shopify (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"


class Switches(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where webhooks go, signed with `secret`; `backoff_ms` is the pause before the second try.

    Trouble: each is sent `copies` times under one id; with `wrong_signature` under a signature
    that is not theirs; with `shuffled` a change is told before the one it followed.
    """

    url: str = ""
    secret: str = ""
    currency: str = "USD"
    copies: int = 1
    wrong_signature: bool = False
    shuffled: bool = False
    backoff_ms: int = 1000


class NewLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line to buy; `price` and `discount` (of the whole line) in minor units."""

    product_id: int
    price: int
    quantity: int = 1
    discount: int = 0
    title: str = "A product"


class NewOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A purchase by somebody who came with `landing_site`; paid unless it says otherwise."""

    lines: list[NewLine]
    landing_site: str = "/"
    note_attributes: dict[str, str] = {}
    paid: bool = True


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order; of its lines, how much of each (minor units, by line id) is refunded."""

    order_id: int
    amounts: dict[str, int] = {}


class ShopifyShop:
    """The shop. Every order is the JSON that its webhooks carry."""

    def __init__(self, state: State, outbox: Outbox) -> None:
        self._state = state
        self._outbox = outbox
        state.read().execute(_SCHEMA)

    def blueprint(self, secret: str) -> Blueprint:
        """The switches, for those who know the app secret."""
        views = {
            "settings": self.change,
            "order": self.order,
            "pay": self.pay,
            "cancel": self.cancel,
            "refund": self.refund,
        }
        return guarded("shopify", secret, views, {"calls": self._outbox.calls})

    def change(self) -> Switches:
        """Change switches; answers all of them."""
        changes = msgspec.json.decode(request.get_data() or b"{}", type=dict[str, object])
        new = msgspec.convert(msgspec.to_builtins(self._switches()) | changes, Switches)
        with self._state.write() as database:
            database.execute(
                "INSERT INTO setting VALUES ('shopify', ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (msgspec.json.encode(new).decode(),),
            )
        return new

    def order(self) -> dict[str, Any]:
        """Buy: `orders/create`, and `orders/paid` where it is paid at once."""
        wish = msgspec.json.decode(request.get_data(), type=NewOrder)
        body = order_body(wish, self._switches().currency, self._now())
        told = [("orders/create", body)]
        if wish.paid:
            body = {**body, "financial_status": "paid", "updated_at": self._now(1)}
            told.append(("orders/paid", body))
        return self._tell(body, told)

    def pay(self) -> dict[str, Any]:
        """Pay an order: `orders/paid`."""
        body = self._order(_chosen())
        return self._changed(body, "orders/paid", financial_status="paid")

    def cancel(self) -> dict[str, Any]:
        """Cancel an order: `orders/cancelled`."""
        return self._changed(
            self._order(_chosen()), "orders/cancelled", cancelled_at=self._now(),
            financial_status="voided",
        )  # fmt: skip

    def refund(self) -> dict[str, Any]:
        """Refund lines: `refunds/create`, then `orders/updated` with the refund in it."""
        chosen = _chosen()
        body, currency = self._order(chosen), self._switches().currency
        refund = refund_body(body, chosen.amounts, currency, self._now())
        body = {
            **body,
            "refunds": [*body["refunds"], refund],
            "financial_status": "partially_refunded",
            "updated_at": self._later(body),
        }
        return self._tell(body, [("refunds/create", refund), ("orders/updated", body)])

    def _changed(self, body: dict[str, Any], topic: str, **changes: str) -> dict[str, Any]:
        body = {**body, **changes, "updated_at": self._later(body)}
        return self._tell(body, [(topic, body)])

    def _tell(self, body: dict[str, Any], told: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
        switches = self._switches()
        with self._state.write() as database:
            database.execute(
                "INSERT INTO shopify VALUES (?, ?) "
                "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                (body["id"], msgspec.json.encode(body).decode()),
            )
        for topic, content in reversed(told) if switches.shuffled else told:
            raw = msgspec.json.encode(content)
            secret = "wrong" if switches.wrong_signature else switches.secret
            headers = webhook_headers(topic, raw, secret)
            for _ in range(switches.copies):
                self._outbox.put("POST", switches.url, headers, raw, switches.backoff_ms)
        return body

    def _switches(self) -> Switches:
        row = (
            self._state.read().execute("SELECT value FROM setting WHERE name = 'shopify'")
        ).fetchone()
        return msgspec.json.decode(row[0], type=Switches) if row else Switches()

    def _order(self, chosen: Chosen) -> dict[str, Any]:
        row = (
            self._state.read()
            .execute("SELECT body FROM shopify WHERE id = ?", (chosen.order_id,))
            .fetchone()
        )
        if row is None:
            raise LookupError(f"there is no order {chosen.order_id}")
        return msgspec.json.decode(row[0], type=dict[str, Any])

    def _now(self, more_s: int = 0) -> str:
        return _iso(self._state.now_ms() // 1000 + more_s)

    def _later(self, body: dict[str, Any]) -> str:
        """Now, or the second after the last change: Shopify's times have whole seconds."""
        last = int(datetime.fromisoformat(body["updated_at"]).timestamp())
        return _iso(max(self._state.now_ms() // 1000, last + 1))


def webhook_headers(topic: str, body: bytes, secret: str, key: str = "") -> dict[str, str]:
    """The headers of a webhook, its id among them."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-SHA256": base64.b64encode(digest).decode(),
        "X-Shopify-Webhook-Id": key or secrets.token_hex(16),
        "X-Shopify-Event-Id": secrets.token_hex(16),
        "X-Shopify-API-Version": "2025-10",
    }


def order_body(wish: NewOrder, currency: str, now: str) -> dict[str, Any]:
    """An unpaid order as `orders/create` carries it."""
    return {
        "id": 5_000_000_000_000 + secrets.randbelow(10**12),
        "email": "buyer@example.com",
        "created_at": now,
        "processed_at": now,
        "updated_at": now,
        "currency": currency,
        "financial_status": "pending",
        "cancelled_at": None,
        "landing_site": wish.landing_site,
        "note_attributes": [
            {"name": name, "value": value} for name, value in wish.note_attributes.items()
        ],
        "line_items": [_line(line, currency) for line in wish.lines],
        "refunds": [],
        "test": False,
    }


def refund_body(
    order: dict[str, Any], amounts: dict[str, int], currency: str, now: str
) -> dict[str, Any]:
    """A refund of some lines, as `refunds/create` carries it."""
    return {
        "id": 800_000_000_000 + secrets.randbelow(10**11),
        "order_id": order["id"],
        "created_at": now,
        "processed_at": now,
        "refund_line_items": [
            {
                "id": secrets.randbelow(10**12),
                "line_item_id": int(line_id),
                "quantity": 1,
                "subtotal_set": _amount(amount, currency),
            }
            for line_id, amount in amounts.items()
        ],
    }


def _line(line: NewLine, currency: str) -> dict[str, Any]:
    discounts = [{"amount_set": _amount(line.discount, currency)}] if line.discount else []
    return {
        "id": 13_000_000_000_000 + secrets.randbelow(10**12),
        "product_id": line.product_id,
        "variant_id": line.product_id * 10,
        "title": line.title,
        "vendor": "The sandbox",
        "quantity": line.quantity,
        "price_set": _amount(line.price, currency),
        "discount_allocations": discounts,
    }


def _amount(minor: int, currency: str) -> dict[str, Any]:
    digits = minor_digits(currency)
    text = str(minor).rjust(digits + 1, "0")
    plain = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    money = {"amount": plain, "currency_code": currency}
    return {"shop_money": money, "presentment_money": money}


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _chosen() -> Chosen:
    return msgspec.json.decode(request.get_data(), type=Chosen)
