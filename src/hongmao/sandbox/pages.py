"""The shop as a person sees it: item, store, cashier, orders. Plain forms, no scripts.

A click on a promotion link is remembered in the browser, one a store, for the cookie window; a
purchase in that store then credits the link's adzone with the time of the click and nothing else.
"""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from hongmao.core.money import MoneyError, parse_major
from hongmao.sandbox.envelope import local_time
from hongmao.sandbox.links import Links
from hongmao.sandbox.networks import Networks
from hongmao.sandbox.picture import draw
from hongmao.sandbox.shop import DAY_MS, Click, Shop, Store, Unable
from hongmao.sandbox.words import words

CLICKS = "sandbox_clicks"
BUYER = "sandbox_buyer"
LANGUAGE = "sandbox_lang"
REMEMBERED = 20
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data: http: https:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_BUYER = re.compile(r"[0-9a-f]{32}")
_HALF = 2


class Pages:
    """The views and the cookies behind them."""

    def __init__(self, shop: Shop, links: Links, networks: Networks) -> None:
        self._shop = shop
        self._links = links
        self._networks = networks
        self._signer = URLSafeSerializer(shop.state.key("cookie"), salt="clicks")

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("pages", __name__)
        rules: list[tuple[str, str, Callable[..., Any], str]] = [
            ("/t", "follow", self.follow, "GET"),
            ("/s/<code>", "follow_short", self.follow_short, "GET"),
            ("/u/<code>", "follow_network", self.follow_network, "GET"),
            ("/", "stores", self.stores, "GET"),
            ("/item.htm", "taobao_item", self.item, "GET"),
            ("/tmall/item.htm", "tmall_item", self.item, "GET"),
            ("/shop.htm", "shop", self.store, "GET"),
            ("/picture/<item_id>.svg", "picture", self.picture, "GET"),
            ("/buy", "buy", self.buy, "POST"),
            ("/pay/<trade_id>", "cashier", self.cashier, "GET"),
            ("/pay/<trade_id>", "pay", self.pay, "POST"),
            ("/orders", "orders", self.orders, "GET"),
            ("/orders/<trade_id>/<deed>", "deed", self.deed, "POST"),
        ]
        for rule, name, view, method in rules:
            blueprint.add_url_rule(rule, name, view, methods=[method])
        blueprint.app_context_processor(self._context)
        blueprint.after_app_request(_protect)
        blueprint.app_errorhandler(HTTPException)(_missing)
        blueprint.register_error_handler(Unable, _unable)
        return blueprint

    def follow(self) -> Answer:
        """A click on a promotion link: remember it, and go on to the item or the store."""
        return self._follow(request.args.get("e", ""))

    def follow_short(self, code: str) -> Answer:
        """The same through a short link."""
        return self._follow(code)

    def _follow(self, code: str) -> Answer:
        found = self._links.find(code)
        if found is None:
            abort(404)
        code, link = found
        now = self._shop.state.now_ms()
        click = Click("", link.pub_id, link.site_id, link.adzone_id, link.relation_id, now)
        answer = self._lead(link.kind, link.target, click)
        self._links.click(code, now)
        return answer

    def follow_network(self, code: str) -> Answer:
        """A click on a link of JD or Pinduoduo, remembered alike."""
        link = self._networks.find(code)
        if link is None:
            abort(404)
        now = self._shop.state.now_ms()
        click = Click("", 0, 0, 0, "", now, link.network, link.lease)
        answer = self._lead(link.kind, link.target, click)
        self._networks.click(code, now)
        return answer

    def _lead(self, kind: str, target: str, click: Click) -> Answer:
        """Remember a click for the store it leads to, and go on there or to the item."""
        product = self._shop.product(target) if kind == "item" else None
        store = self._shop.store(product.store_id if product else target)
        if store is None:
            abort(404)
        click = msgspec.structs.replace(click, store_id=store.store_id)
        others = [c for c in self._clicks() if c.store_id != store.store_id]
        answer = redirect(_item_url(target, product.kind) if product else _store_url(store))
        days = self._shop.state.settings.cookie_days
        remembered = [msgspec.to_builtins(c) for c in [click, *others][:REMEMBERED]]
        signed = self._signer.dumps(remembered)
        text = signed if isinstance(signed, str) else signed.decode()
        _keep(answer, CLICKS, text, timedelta(days=days))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def stores(self) -> str:
        """All stores."""
        rows = self._shop.state.read().execute("SELECT * FROM store ORDER BY rowid").fetchall()
        shelves = [(Store(**row), self._shop.products_of(row["store_id"])[:3]) for row in rows]
        return render_template("stores.html", shelves=shelves, kind="taobao")

    def item(self) -> str | Answer:
        """An item's page, in Taobao's or Tmall's manner by its kind."""
        product = self._shop.product(request.args.get("id", ""))
        if product is None:
            abort(404)
        kind = "tmall" if request.path.startswith("/tmall/") else "taobao"
        if kind != product.kind:
            return redirect(_item_url(product.item_id, product.kind))
        store = self._shop.store(product.store_id)
        more = [p for p in self._shop.products_of(product.store_id) if p != product][:4]
        return render_template("item.html", product=product, store=store, more=more, kind=kind)

    def store(self) -> str:
        """A store's page; `id` is its store id or its seller id."""
        store = self._shop.store(request.args.get("id", ""))
        if store is None:
            abort(404)
        products = self._shop.products_of(store.store_id)
        return render_template("shop.html", store=store, products=products, kind=store.kind)

    def picture(self, item_id: str) -> Response:
        """A drawn picture for an item that has none."""
        response = Response(draw(item_id), content_type="image/svg+xml")
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response

    def buy(self) -> Answer:
        """Place an order, and go to the cashier. A remembered click in this store is credited."""
        buyer = self._buyer() or secrets.token_hex(16)
        product = self._shop.product(request.form.get("item_id", ""))
        if product is None:
            abort(404)
        click = next((c for c in self._clicks() if c.store_id == product.store_id), None)
        quantity = request.form.get("quantity", "1")
        count = int(quantity) if quantity.isascii() and quantity.isdigit() else 0
        trade_id = self._shop.place(buyer, product.item_id, count, click)
        answer = redirect(url_for("pages.cashier", trade_id=trade_id), 303)
        _keep(answer, BUYER, buyer, timedelta(days=365))
        return answer

    def cashier(self, trade_id: str) -> str:
        """What is to pay; afterwards, that it is paid."""
        row = self._own(trade_id)
        return render_template("pay.html", row=row, kind=row["kind"])

    def pay(self, trade_id: str) -> Answer:
        """Pay."""
        self._own(trade_id)
        self._shop.pay(trade_id)
        return redirect(url_for("pages.cashier", trade_id=trade_id), 303)

    def orders(self) -> str:
        """The buyer's orders, newest first."""
        buyer = self._buyer()
        rows = self._shop.purchases_of(buyer) if buyer else []
        return render_template("orders.html", rows=rows, kind="taobao")

    def deed(self, trade_id: str, deed: str) -> Answer:
        """`cancel`, `receive` or `return` an order, and show it among the others."""
        row = self._own(trade_id)
        if deed == "cancel":
            self._shop.cancel(trade_id)
        elif deed == "receive":
            self._shop.receive(trade_id)
        elif deed == "return":
            self._shop.take_back(trade_id, _amount(row["amount_fen"] - row["returned_fen"]))
        else:
            abort(404)
        return redirect(f"{url_for('pages.orders')}#o{trade_id}", 303)

    def _own(self, trade_id: str) -> dict[str, Any]:
        row = self._shop.purchase(trade_id)
        if row is None or row["buyer"] != self._buyer():
            abort(404)
        return dict(row)

    def _buyer(self) -> str:
        sent = request.cookies.get(BUYER, "")
        return sent if _BUYER.fullmatch(sent) else ""

    def _clicks(self) -> list[Click]:
        """The clicks this browser remembers that are not older than the cookie window."""
        try:
            sent = self._signer.loads(request.cookies.get(CLICKS, ""))
            clicks = msgspec.convert(sent, list[Click])
        except (BadSignature, msgspec.ValidationError):
            return []
        settings = self._shop.state.settings
        oldest = self._shop.state.now_ms() - settings.cookie_days * DAY_MS
        return [click for click in clicks if click.click_ms >= oldest]

    def _context(self) -> dict[str, object]:
        language = _language()
        return {
            "language": language,
            "w": words(language),
            "yuan": _yuan,
            "when": local_time,
            "item_url": _item_url,
            "other_language": "en" if language == "zh" else "zh",
            "other_language_url": _here("en" if language == "zh" else "zh"),
        }


def _keep(answer: Answer, name: str, value: str, age: timedelta) -> None:
    answer.set_cookie(name, value, max_age=age, httponly=True, samesite="Lax")


def _language() -> str:
    """`zh` or `en`: asked for, else remembered, else as the browser prefers."""
    for chosen in (request.args.get("lang"), request.cookies.get(LANGUAGE)):
        if chosen in ("zh", "en"):
            return chosen
    return request.accept_languages.best_match(["zh", "en"], default="zh") or "zh"


def _here(language: str) -> str:
    """This page in another language."""
    if request.method != "GET" or request.endpoint is None:
        return url_for("pages.stores", lang=language)
    asked = {**request.args.to_dict(), **(request.view_args or {}), "lang": language}
    return url_for(request.endpoint, _external=False, **asked)


def _item_url(item_id: str, kind: str) -> str:
    return url_for("pages.tmall_item" if kind == "tmall" else "pages.taobao_item", id=item_id)


def _store_url(store: Store) -> str:
    return url_for("pages.shop", id=store.store_id)


def _amount(left_fen: int) -> int:
    """How much of `left_fen` a return form asks for; 0, which is refused, where it is no amount."""
    share = request.form.get("share", "")
    if share == "whole":
        return left_fen
    if share == "half":
        return max(left_fen // _HALF, 1)
    try:
        return parse_major(request.form.get("amount", ""), "CNY")
    except MoneyError:
        return 0


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _protect(answer: Response) -> Response:
    """Security headers on every answer, and the chosen language remembered."""
    answer.headers.setdefault("Content-Security-Policy", POLICY)
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "no-referrer")
    if request.args.get("lang") in ("zh", "en"):
        _keep(answer, LANGUAGE, request.args["lang"], timedelta(days=365))
    return answer


def _missing(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    return render_template("problem.html", problem="missing", kind="taobao"), code


def _unable(error: Unable) -> tuple[str, int]:
    return render_template("problem.html", problem="unable", kind="taobao"), 409
