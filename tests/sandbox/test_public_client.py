"""`topsdk`, a public Taobao client from the package index, run against the live sandbox.

It signs by MD5 over its own code, sends epoch-millisecond timestamps, puts system parameters in
the query and the rest in the body, and breaks on any status but 200.
"""

import json
from typing import Any

import pytest
import top
from top.api.base import RestApi, TopException
from top.api.rest.TbkOrderDetailsGetRequest import TbkOrderDetailsGetRequest
from top.api.rest.TbkRelationRefundRequest import TbkRelationRefundRequest
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
