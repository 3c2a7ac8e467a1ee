"""`/router/rest`: the methods of the Taobao Open Platform that the sandbox knows."""

import logging
from collections.abc import Callable

from flask import Blueprint, Response, request

from hongmao.sandbox import envelope, feeds
from hongmao.sandbox.conversions import Conversions, positive, required
from hongmao.sandbox.envelope import Parameters, Rows, TopError, Tree
from hongmao.sandbox.faults import Faults
from hongmao.sandbox.links import Link, Links, long_password, password, short
from hongmao.sandbox.shop import Shop
from hongmao.sandbox.throttle import Throttle
from hongmao.sandbox.troubles import strikes
from hongmao.sandbox.ud import AdFeeds

log = logging.getLogger(__name__)

NOT_PROMOTED = 10000
ACTIONS = ["GET", "POST", "PUT", "DELETE", "PATCH"]
"""Every verb reaches the gateway: it answers the wrong ones itself, with code 9 and HTTP 200."""


class Gateway:
    """One app's gateway. `methods` maps each method's name to what answers it."""

    def __init__(self, shop: Shop, links: Links, app_key: str, app_secret: str) -> None:
        self._shop = shop
        self._links = links
        self._app_key = app_key
        self._app_secret = app_secret
        self._conversions = Conversions(shop, links, lambda: request.url_root)
        self.throttle = Throttle()
        self.faults = Faults()
        self.methods: dict[str, Callable[[Parameters], Tree]] = {
            "taobao.time.get": self._time,
            "taobao.tbk.dg.general.link.convert": self._convert,
            "taobao.tbk.order.details.get": lambda p: feeds.orders(shop, p),
            "taobao.tbk.order.refund.get": lambda p: feeds.refunds(shop, p),
            "taobao.tbk.relation.refund": lambda p: feeds.relation_refunds(shop, p),
            **self._conversions.methods(),
            **AdFeeds(shop, lambda: request.url_root).methods(),
        }

    def blueprint(self) -> Blueprint:
        """The route."""
        blueprint = Blueprint("gateway", __name__)
        blueprint.add_url_rule("/router/rest", "rest", self.answer, methods=ACTIONS)
        return blueprint

    def answer(self) -> Response:
        """Check, throttle and answer one request; HTTP 200 whatever happens."""
        parameters = {**request.form.to_dict(), **request.args.to_dict()}
        try:
            root, tree = self._run(parameters)
        except TopError as error:
            root, tree = "error_response", error.tree()
        except Exception:
            log.exception("the sandbox failed on %s", parameters.get("method"))
            root, tree = "error_response", TopError(10).tree()
        if parameters.get("format") == "json":
            simplify = parameters.get("simplify") == "true"
            body, kind = envelope.to_json(root, tree, simplify=simplify), "application/json"
        else:
            body, kind = envelope.to_xml(root, tree), "text/xml"
        response = Response(body, content_type=f"{kind};charset=UTF-8")
        return envelope.dated(response, self._shop.state.now_ms())

    def _run(self, parameters: Parameters) -> tuple[str, Tree]:
        if request.method not in ("GET", "POST"):
            raise TopError(9)
        envelope.check(parameters, self._app_key, self._app_secret, self._shop.state.now_ms())
        method = parameters["method"]
        if method not in self.methods:
            raise TopError(22, "isv.api-not-exist", "不存在的方法名")
        self.throttle.admit(self._app_key, self._shop.state.settings)
        self.faults.strike(method)
        if strikes(self._shop.state.settings.fail_share):
            raise TopError(15, "isp.top-remote-connection-timeout", "远程服务调用超时")
        tree = self.methods[method](parameters)
        return envelope.root_name(method), {**tree, "request_id": envelope.request_id()}

    def _time(self, parameters: Parameters) -> Tree:
        return {"time": envelope.local_time(self._shop.state.now_ms())}

    def _convert(self, parameters: Parameters) -> Tree:
        """Links to items (`item_id_list`) and stores (`seller_id_list`) on one adzone."""
        adzone_id = positive(required(parameters, "adzone_id"), "adzone_id")
        settings = self._shop.state.settings
        site_id = positive(parameters.get("site_id") or str(settings.site_id), "site_id")
        relation_id = parameters.get("relation_id", "")
        if relation_id:
            positive(relation_id, "relation_id")
        wanted = _wanted(parameters)
        credit = (settings.publisher_id, site_id, adzone_id, relation_id)
        items = [
            self._item(item_id, credit, wanted) for item_id in _list(parameters, "item_id_list")
        ]
        shops = [
            self._store(seller_id, credit, wanted)
            for seller_id in _list(parameters, "seller_id_list")
        ]
        if not items and not shops:
            raise TopError(
                40, "isv.missing-parameter", "item_id_list 与 seller_id_list 不能都为空",
                of="item_id_list",
            )  # fmt: skip
        data: dict[str, object] = {}
        if items:
            data["item_url_list"] = Rows("item_url_list", items)
        if shops:
            data["shop_url_list"] = Rows("shop_url_list", shops)
        return {"data": data}

    def _item(
        self, item_id: str, credit: tuple[int, int, int, str], wanted: frozenset[str]
    ) -> dict[str, object]:
        product = self._shop.product(item_id)
        if product is None:
            msg = "该item_id对应宝贝已下架或非淘客宝贝"
            return {"input_item_id": item_id, "code": NOT_PROMOTED, "msg": msg}
        link = Link("item", item_id, *credit)
        info = {"material_type": 1, "item_id": item_id, **self._forms(link, wanted)}
        rate = f"{product.commission_bps / 100:.2f}"
        promotion = {
            "commission_rate": rate,
            "commission_type": "COMMON",
            "promotion_price": product.price_fen,
        }
        return {
            "input_item_id": item_id,
            "code": 0,
            "msg": "ok",
            "link_info_dto": info,
            "promotion_info_dto": promotion,
        }

    def _store(
        self, seller_id: str, credit: tuple[int, int, int, str], wanted: frozenset[str]
    ) -> dict[str, object]:
        store = self._shop.store(seller_id)
        if store is None:
            return {"input_shop_id": seller_id, "code": NOT_PROMOTED, "msg": "店铺不存在"}
        link = Link("shop", store.store_id, *credit)
        info = {"material_type": 2, "seller_id": store.seller_id, **self._forms(link, wanted)}
        return {"input_shop_id": seller_id, "code": 0, "msg": "ok", "link_info_dto": info}

    def _forms(self, link: Link, wanted: frozenset[str]) -> dict[str, object]:
        """The forms of a link that were asked for, all of them unless some were."""
        code = self._links.make(link)
        short_url = f"{request.url_root}s/{short(code)}"
        forms: dict[str, object] = {
            "cps_long_url": f"{request.url_root}t?e={code}",
            "cps_short_url": short_url,
            "cps_short_tpwd": password(code),
            "cps_full_tpwd": long_password(code, short_url, self._conversions.title(link)),
        }
        return {name: form for name, form in forms.items() if not wanted or name in wanted}


def _list(parameters: Parameters, name: str) -> list[str]:
    return [part for part in parameters.get(name, "").split(",") if part]


def _wanted(parameters: Parameters) -> frozenset[str]:
    return frozenset(_list(parameters, "required_link_type"))
