"""Links of the affiliate side: to items, stores and activity pages, on a pid; and Tao passwords.

Live rooms: none. The affiliate side tells about rooms (`taobao.tbk.dg.live.info.get`) and
documents no method that makes a link to one.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from hongmao.connectors.taobao.client import TaobaoClient
from hongmao.connectors.taobao.parse import data_of, rows_of
from hongmao.core.connector import MadeLink, MendRequest, ProductRef

_PID = re.compile(r"mm_\d+_(?P<site>\d+)_(?P<adzone>\d+)")
_RELATION = re.compile(r"\d{1,18}")
_LINK_TYPES = "cps_long_url,cps_short_url,cps_full_tpwd,cps_short_tpwd"


class Zone(msgspec.Struct, frozen=True):
    """Where a link is credited: a site and adzone of the account, a creator's relation id if any.

    Orders return all three.
    """

    site: str
    adzone: str
    relation_id: str = ""

    @property
    def lease(self) -> str:
        """`site_adzone`, as orders name it."""
        return f"{self.site}_{self.adzone}"

    @property
    def arguments(self) -> dict[str, object]:
        """As every link method takes it."""
        return {
            "adzone_id": self.adzone,
            "site_id": self.site,
            "relation_id": self.relation_id or None,
        }


def read_zone(pid: str, relation_id: str = "") -> Zone:
    """The zone of a pid, `mm_publisher_site_adzone`. Raises `MendRequest`."""
    found = _PID.fullmatch(pid)
    if found is None:
        raise MendRequest("pid", f"{pid!r} is not a pid: mm_publisher_site_adzone.")
    if relation_id and not _RELATION.fullmatch(relation_id):
        raise MendRequest("relation", f"{relation_id!r} is not a relation id: digits.")
    return Zone(found["site"], found["adzone"], relation_id)


def convert(client: TaobaoClient, ref: ProductRef, zone: Zone) -> MadeLink:
    """A link to an item, a store (by its seller id) or an activity page. Raises `MendRequest`."""
    targets = [name for name in ref.__struct_fields__ if getattr(ref, name)]
    if len(targets) != 1:
        raise MendRequest("product", "A link leads to one of: an item, a store, a page.")
    if ref.room_id:
        raise MendRequest("room", "Taobao's affiliate side makes no links to live rooms.")
    if ref.page_id:
        return _page(client, ref.page_id, zone)
    target = {"item_id_list": ref.item_id} if ref.item_id else {"seller_id_list": ref.store_id}
    answer = client.call(
        "taobao.tbk.dg.general.link.convert",
        {**target, **zone.arguments, "required_link_type": _LINK_TYPES},
    )
    link = _converted(answer, "item_url_list" if ref.item_id else "shop_url_list")
    return MadeLink(
        url=str(link.get("cps_long_url") or link.get("cps_short_url")),
        lease=zone.lease,
        password=str(link.get("cps_full_tpwd") or link.get("cps_short_tpwd") or ""),
    )


def _page(client: TaobaoClient, page_id: str, zone: Zone) -> MadeLink:
    answer = client.call(
        "taobao.tbk.activity.info.get", {"activity_material_id": page_id, **zone.arguments}
    )
    data = data_of(answer)
    url = str(data.get("click_url") or data.get("short_click_url") or "")
    if not url:
        raise MendRequest("no-link", "The marketplace made no link to this page.")
    return MadeLink(url=url, lease=zone.lease, password=make_password(client, url))


def make_password(client: TaobaoClient, url: str) -> str:
    """A Tao password that opens a link: the text to copy. Raises `MendRequest` or `TryAgain`."""
    data = data_of(client.call("taobao.tbk.tpwd.create", {"url": url}))
    return str(data.get("model") or data.get("password_simple") or "")


def open_password(client: TaobaoClient, text: str, zone: Zone) -> ProductRef | None:
    """What a Tao password opens; None for what is neither an item nor a store.

    Raises `MendRequest` where the marketplace cannot open it, or `TryAgain`.
    """
    answer = client.call(
        "taobao.tbk.tpwd.convert", {"password_content": text, **zone.arguments, "dx": "1"}
    )
    data = data_of(answer)
    if data.get("num_iid"):
        return ProductRef(item_id=str(data["num_iid"]))
    if data.get("seller_id"):
        return ProductRef(store_id=str(data["seller_id"]))
    return None


def _converted(answer: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The link info of the one thing that was asked for; raises where it was refused."""
    rows = rows_of(data_of(answer), key)
    row = rows[0] if rows else {}
    link: Mapping[str, Any] = row.get("link_info_dto") or {}
    if not (link.get("cps_long_url") or link.get("cps_short_url")):
        code = str(row.get("code") or answer.get("biz_error_desc") or "no-link")
        detail = row.get("msg") or answer.get("result_msg") or "The marketplace made no link."
        raise MendRequest(code, str(detail))
    return link
