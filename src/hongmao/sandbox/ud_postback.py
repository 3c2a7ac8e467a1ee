"""The postback of the ad-driven side: news of an order, signed by the app's secret and sent.

`/admin/ud/postback` sends it; `GET /admin/ud/calls` shows what was sent and answered. Fields are
those of `alibaba.ud.udsmartdata.get`: whole fen, epoch seconds, event 12 paid and 28 returned.
"""

import sqlite3
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, request

from hongmao.core.signing import SignMethod, sign
from hongmao.sandbox.envelope import local_time
from hongmao.sandbox.outbox import Outbox, guarded
from hongmao.sandbox.state import State
from hongmao.sandbox.ud import item_number

METHOD = "alibaba.ud.udsmartdata.get"
PAID, RETURNED = 12, 28
_ORDER = """
SELECT purchase.*, click_id, channel_id, title_zh, store.name AS store_name
FROM ud_order JOIN purchase USING (trade_id) JOIN product USING (item_id)
  JOIN store USING (store_id) JOIN ud_monitor USING (monitor_id) WHERE trade_id = ?
"""


class Sending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """News of an order (`event` 12 or 28) to send to `url`, `copies` times."""

    url: str
    trade_id: str
    event: int = PAID
    copies: int = 1
    backoff_ms: int = 1000


class UdPostback:
    """What the platform sends to the medium of an order that its click led to."""

    def __init__(self, state: State, outbox: Outbox, app_key: str, app_secret: str) -> None:
        self._state = state
        self._outbox = outbox
        self._app_key = app_key
        self._secret = app_secret

    def blueprint(self) -> Blueprint:
        """The switches, for those who know the app secret."""
        views = {"postback": self.send}
        return guarded("ud", self._secret, views, {"calls": self._outbox.calls})

    def send(self) -> dict[str, object]:
        """Send the news; answers the numbers of the calls."""
        wish = msgspec.json.decode(request.get_data(), type=Sending)
        row = self._state.read().execute(_ORDER, (wish.trade_id,)).fetchone()
        if row is None:
            raise LookupError(f"No order of the ad-driven side: {wish.trade_id}")
        body = urlencode(self._signed(_news(row, wish.event))).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        put = self._outbox.put
        return {
            "calls": [
                put("POST", wish.url, headers, body, wish.backoff_ms) for _ in range(wish.copies)
            ]
        }

    def _signed(self, news: dict[str, str]) -> dict[str, str]:
        parameters = {
            "method": METHOD,
            "app_key": self._app_key,
            "timestamp": local_time(self._state.now_ms()),
            "v": "2.0",
            "sign_method": SignMethod.HMAC_SHA256.value,
            "ud_smart_service_request": msgspec.json.encode(news).decode(),
        }
        return parameters | {"sign": sign(parameters, self._secret, SignMethod.HMAC_SHA256)}


def _news(row: sqlite3.Row, event: int) -> dict[str, str]:
    at_ms = row["paid_ms"] if event == PAID else row["modified_ms"]
    amount = row["amount_fen"] if event == PAID else row["returned_fen"]
    return {
        "order_id": row["trade_id"],
        "event_type": str(event),
        "event_time": str(at_ms // 1000),
        "purchase_amount": str(amount),
        "item_count": str(row["quantity"]),
        "item_id": str(item_number(row["item_id"])),
        "item_name": row["title_zh"],
        "shop_name": row["store_name"],
        "ck_click_id": row["click_id"],
        "channel_id": str(row["channel_id"]),
        "callback_type": "1",
    }
