"""The link methods beside `general.link.convert`: activity pages, passwords, and older clients'.

Field names are those of `taobao.tbk.activity.info.get`, `tpwd.convert`, `item.convert` and
`shop.convert`.
"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from hongmao.sandbox.envelope import Parameters, Rows, TopError, Tree
from hongmao.sandbox.links import Link, Links, long_password, password, short
from hongmao.sandbox.shop import Shop

PAGES = {"20150318020000001": "红猫好物会场", "20150318020000002": "年货节主会场"}
"""The activity pages there are, by `activity_material_id`."""

NOT_PROMOTED = ("10000", "该item_id对应宝贝已下架或非淘客宝贝")
_PASSWORD = re.compile(r"(?:[￥¥$€₤]|CZ\d+ |tk=)\s*([0-9A-Za-z]{11})\b")
_ITEM, _SHOP, _PAGE = 1, 2, 3
_TYPES = {"item": _ITEM, "shop": _SHOP, "page": _PAGE}


class Conversions:
    """Answers them from the same links as the gateway's own method does."""

    def __init__(self, shop: Shop, links: Links, root: Callable[[], str]) -> None:
        self._shop = shop
        self._links = links
        self._root = root

    def methods(self) -> dict[str, Callable[[Parameters], Tree]]:
        """What answers each method."""
        return {
            "taobao.tbk.activity.info.get": self.page,
            "taobao.tbk.tpwd.create": self.make_password,
            "taobao.tbk.tpwd.convert": self.open_password,
            "taobao.tbk.item.convert": self.items,
            "taobao.tbk.shop.convert": self.shops,
        }

    def page(self, parameters: Parameters) -> Tree:
        """A link to an activity page."""
        page_id = required(parameters, "activity_material_id")
        if page_id not in PAGES:
            raise TopError(15, "isv.invalid-parameter", "官方活动会场ID不存在")
        code = self._links.make(self._link("page", page_id, parameters))
        data = {
            "page_name": PAGES[page_id],
            "page_start_time": "2026-01-01 00:00:00",
            "page_end_time": "2036-01-01 00:00:00",
            "click_url": f"{self._root()}t?e={code}",
            "short_click_url": f"{self._root()}s/{short(code)}",
            "terminal_type": "2",
        }
        return {"data": data}

    def make_password(self, parameters: Parameters) -> Tree:
        """A Tao password that opens one of our links."""
        url = required(parameters, "url")
        code = parse_qs(urlsplit(url).query).get("e", [""])[0]
        found = self._links.find(code or urlsplit(url).path.rpartition("/")[2])
        if found is None:
            raise TopError(15, "isv.invalid-parameter:url", "url 必须是联盟推广链接")
        code, link = found
        text = long_password(code, f"{self._root()}s/{short(code)}", self.title(link))
        return {"data": {"password_simple": password(code), "model": text}}

    def open_password(self, parameters: Parameters) -> Tree:
        """What a Tao password opens, and a link of the caller's own to the same."""
        text = required(parameters, "password_content")
        named = _PASSWORD.search(text)
        found = self._links.find(named[1]) if named else None
        if found is None:
            raise TopError(15, "isv.invalid-parameter", "淘口令解析失败")
        code, theirs = found
        link = self._link(theirs.kind, theirs.target, parameters)
        mine = self._links.make(link)
        data: dict[str, object] = {
            "click_url": f"{self._root()}t?e={mine}",
            "short_url": f"{self._root()}s/{short(mine)}",
            "origin_url": f"{self._root()}t?e={code}",
            "origin_pid": f"mm_{theirs.pub_id}_{theirs.site_id}_{theirs.adzone_id}",
            "url_type": str(_TYPES[theirs.kind]),
            "model": password(mine),
            "password": long_password(mine, f"{self._root()}s/{short(mine)}", self.title(link)),
        }
        if theirs.kind == "item":
            data["num_iid"] = theirs.target
        if theirs.kind == "shop" and (store := self._shop.store(theirs.target)):
            data["seller_id"] = store.seller_id
        return {"data": data}

    def items(self, parameters: Parameters) -> Tree:
        """Links to items, as older clients ask for them."""
        rows: list[dict[str, object]] = []
        for item_id in required(parameters, "num_iids").split(","):
            if self._shop.product(item_id) is None:
                raise TopError(15, *NOT_PROMOTED)
            code = self._links.make(self._link("item", item_id, parameters))
            rows.append({"num_iid": item_id, "click_url": f"{self._root()}t?e={code}"})
        return {"results": Rows("n_tbk_item", rows)}

    def shops(self, parameters: Parameters) -> Tree:
        """Links to stores by their sellers, as older clients ask for them."""
        rows: list[dict[str, object]] = []
        for seller_id in required(parameters, "user_ids").split(","):
            store = self._shop.store(seller_id)
            if store is None:
                raise TopError(15, *NOT_PROMOTED)
            code = self._links.make(self._link("shop", store.store_id, parameters))
            rows.append({"user_id": seller_id, "click_url": f"{self._root()}t?e={code}"})
        return {"results": Rows("n_tbk_shop", rows)}

    def title(self, link: Link) -> str:
        """What a link's text calls its target."""
        if link.kind == "page":
            return PAGES.get(link.target, "")
        if link.kind == "item":
            product = self._shop.product(link.target)
            return product.title_zh if product else ""
        store = self._shop.store(link.target)
        return store.name if store else ""

    def _link(self, kind: str, target: str, parameters: Parameters) -> Link:
        settings = self._shop.state.settings
        relation_id = parameters.get("relation_id", "")
        return Link(
            kind=kind,
            target=target,
            pub_id=settings.publisher_id,
            site_id=positive(parameters.get("site_id") or str(settings.site_id), "site_id"),
            adzone_id=positive(required(parameters, "adzone_id"), "adzone_id"),
            relation_id=str(positive(relation_id, "relation_id")) if relation_id else "",
        )


def required(parameters: Parameters, name: str) -> str:
    """A parameter, or the platform's code 40."""
    value = parameters.get(name)
    if not value:
        raise TopError(40, "isv.missing-parameter", f"缺少必选参数 {name}", of=name)
    return value


def positive(text: str, name: str) -> int:
    """A parameter that is an id in digits, or the platform's code 41."""
    if not text.isascii() or not text.isdigit() or int(text) == 0 or len(text) > 18:
        raise TopError(41, "isv.invalid-parameter", f"{name} 必须是数字", of=name)
    return int(text)
