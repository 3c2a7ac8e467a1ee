"""`topsdk`, a public Taobao client from the package index, run against the live sandbox.

It signs by MD5 over its own code, sends epoch-millisecond timestamps, puts system parameters in
the query and the rest in the body, and breaks on any status but 200.
"""

import json
from typing import Any

import httpx
import pytest
import top
from top.api.base import RestApi, TopException
from top.api.rest.TbkActivityInfoGetRequest import TbkActivityInfoGetRequest
from top.api.rest.TbkItemConvertRequest import TbkItemConvertRequest
from top.api.rest.TbkOrderDetailsGetRequest import TbkOrderDetailsGetRequest
from top.api.rest.TbkRelationRefundRequest import TbkRelationRefundRequest
from top.api.rest.TbkShopConvertRequest import TbkShopConvertRequest
from top.api.rest.TbkTpwdConvertRequest import TbkTpwdConvertRequest
from top.api.rest.TbkTpwdCreateRequest import TbkTpwdCreateRequest
from top.api.rest.TimeGetRequest import TimeGetRequest

from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from hongmao.core.connector import ProductRef
from hongmao.sandbox.envelope import local_time
from tests.sandbox.running import MUG, RunningSandbox
from tests.sandbox.wire import now_ms


def ask(sandbox: RunningSandbox, kind: Any, secret: str = "", **values: object) -> Any:
    """Send a request as the client's own documentation shows."""
    host, port = sandbox.url.removeprefix("http://").split(":")
    request: RestApi = kind(host, int(port))
    request.set_app_info(top.appinfo(sandbox.app_key, secret or sandbox.app_secret))
    for name, value in values.items():
        setattr(request, name, value)
    return request.getResponse()


def test_time(sandbox: RunningSandbox) -> None:
    answer = ask(sandbox, TimeGetRequest)
    assert answer["time_get_response"]["time"][:4].isdigit()


def test_orders(sandbox: RunningSandbox) -> None:
    order = {"item_id": MUG, "adzone_id": 5, "relation_id": "2529001"}
    (trade_id,) = sandbox.admin("orders", orders=[order])["trade_ids"]
    answer = ask(
        sandbox,
        TbkOrderDetailsGetRequest,
        start_time=local_time(now_ms() - 60_000),
        end_time=local_time(now_ms() + 2000),
        query_type=4,
        page_size=100,
    )
    data = answer["tbk_order_details_get_response"]["data"]
    row = next(r for r in data["results"]["publisher_order_dto"] if r["trade_id"] == trade_id)
    assert (row["item_id"], row["adzone_id"], row["relation_id"]) == (MUG, 5, 2529001)
    assert row["tk_status"] == 12
    assert data["has_next"] is False


def test_relation_refunds(sandbox: RunningSandbox) -> None:
    order = {"item_id": MUG, "adzone_id": 5, "status": 14}
    (trade_id,) = sandbox.admin("orders", orders=[order])["trade_ids"]
    sandbox.admin("settle", trade_ids=[trade_id])
    sandbox.admin("return", trade_id=trade_id, amount_fen=4300)
    option = {
        "page_no": 1,
        "page_size": 20,
        "search_type": 1,
        "refund_type": 1,
        "biz_type": 1,
        "start_time": local_time(now_ms() - 60_000),
    }
    answer = ask(sandbox, TbkRelationRefundRequest, search_option=json.dumps(option))
    data = answer["tbk_relation_refund_response"]["result"]["data"]
    row = next(r for r in data["results"]["result"] if r["tb_trade_id"] == int(trade_id))
    assert row["refund_status"] == 2
    assert (row["refund_fee"], row["tk_pub_show_return_fee"]) == ("43.00", "6.45")


def lands(url: str) -> str:
    """Where a link leads a browser."""
    return httpx.get(url).headers["location"]


def test_link_conversion(sandbox: RunningSandbox) -> None:
    """Items, stores and activity pages, by the methods that the client has."""
    answer = ask(sandbox, TbkItemConvertRequest, fields="num_iid,click_url", num_iids=MUG,
                 adzone_id=5)  # fmt: skip
    (item,) = answer["tbk_item_convert_response"]["results"]["n_tbk_item"]
    assert item["num_iid"] == MUG
    assert lands(item["click_url"]) == f"/item.htm?id={MUG}"
    answer = ask(sandbox, TbkShopConvertRequest, fields="user_id,click_url",
                 user_ids="2200780002", adzone_id=5)  # fmt: skip
    (store,) = answer["tbk_shop_convert_response"]["results"]["n_tbk_shop"]
    assert lands(store["click_url"]) == "/shop.htm?id=S1002"
    answer = ask(sandbox, TbkActivityInfoGetRequest, activity_material_id="20150318020000001",
                 adzone_id=5, relation_id=2529001)  # fmt: skip
    assert lands(answer["tbk_activity_info_get_response"]["data"]["click_url"]) == "/"
    with pytest.raises(TopException) as refusal:
        ask(sandbox, TbkItemConvertRequest, num_iids="no-such-item", adzone_id=5)
    assert refusal.value.subcode == "10000"


def test_a_password_is_converted(sandbox: RunningSandbox) -> None:
    connector = TaobaoConnector(TaobaoConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret))
    text = connector.make_link(ProductRef(item_id=MUG), "mm_10000001_20000001_5").password
    connector.close()
    answer = ask(sandbox, TbkTpwdConvertRequest, password_content=text, adzone_id=6, dx="1")
    data = answer["tbk_tpwd_convert_response"]["data"]
    assert data["num_iid"] == MUG
    assert data["origin_pid"].endswith("_5")
    assert lands(data["click_url"]) == f"/item.htm?id={MUG}"


class UdOrderPull(RestApi):  # type: ignore[misc]
    """The ad-driven order pull, which the client has no class for, in its own manner."""

    def __init__(self, domain: str, port: int) -> None:
        RestApi.__init__(self, domain, port)
        self.order_top_cursor_query_dto: str | None = None

    def getapiname(self) -> str:
        return "alibaba.taobao.ud.smart.order.detail.pull"


def test_the_clients_envelope_carries_the_ad_driven_pull(sandbox: RunningSandbox) -> None:
    at = now_ms()
    query = {"start_time": f"{local_time(at)[:10]} 00:00:00.000",
             "end_time": f"{local_time(at)}.999", "prod_type": 2}  # fmt: skip
    answer = ask(sandbox, UdOrderPull, order_top_cursor_query_dto=json.dumps(query))
    root = answer["alibaba_taobao_ud_smart_order_detail_pull_response"]
    assert root["success"] is True
    assert root["result"] == {"order_detail_cursor_top_dto": []}


def test_tao_password(sandbox: RunningSandbox) -> None:
    connector = TaobaoConnector(TaobaoConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret))
    link = connector.make_link(ProductRef(item_id=MUG), "mm_10000001_20000001_5")
    connector.close()
    answer = ask(sandbox, TbkTpwdCreateRequest, url=link.url, text="手工粗陶马克杯")
    data = answer["tbk_tpwd_create_response"]["data"]
    assert data["password_simple"].strip("￥") in data["model"]
    assert data["model"] == link.password


def test_a_wrong_secret_reaches_the_client_as_its_own_exception(sandbox: RunningSandbox) -> None:
    with pytest.raises(TopException) as refusal:
        ask(sandbox, TimeGetRequest, secret="wrong")
    assert refusal.value.errorcode == 25
