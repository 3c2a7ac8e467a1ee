"""The gateway's envelope and feeds, spoken to in raw HTTP: what real clients rely on."""

import time
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core.signing import SignMethod, sign
from hongmao.sandbox.envelope import local_time, parse_local
from tests.sandbox.running import APP_SECRET, LAMP, MUG, RunningSandbox
from tests.sandbox.wire import DAY_MS, HOUR_MS, ORDERS, now_ms, signed, window


def call(sandbox: RunningSandbox, parameters: dict[str, str]) -> dict[str, Any]:
    response = httpx.post(sandbox.gateway, data=parameters)
    assert response.status_code == 200
    payload: dict[str, Any] = response.json()
    return payload


def error(sandbox: RunningSandbox, parameters: dict[str, str]) -> tuple[int, str]:
    found = call(sandbox, parameters)["error_response"]
    assert found["msg"]
    assert found["request_id"]
    return found["code"], found.get("sub_code", "")


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in signed().items() if key != name}


def test_time_in_json(sandbox: RunningSandbox) -> None:
    root = call(sandbox, signed())["time_get_response"]
    assert abs(parse_local(root["time"]) - now_ms()) < 3000
    assert root["request_id"]


def test_xml_is_the_default(sandbox: RunningSandbox) -> None:
    parameters = signed(format=None)
    del parameters["format"]
    parameters["sign"] = sign(parameters, APP_SECRET, SignMethod.MD5)
    response = httpx.get(sandbox.gateway, params=parameters)
    root = ElementTree.fromstring(response.text)
    assert root.tag == "time_get_response"
    assert root.findtext("time")
    bad = ElementTree.fromstring(httpx.get(sandbox.gateway).text)
    assert (bad.tag, bad.findtext("code")) == ("error_response", "21")


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(list(SignMethod)),
    st.sets(st.sampled_from(sorted(signed()))),
    st.dictionaries(
        st.text("abcdefgh", min_size=3, max_size=6),
        st.text("甲乙 a&=+%￥é", max_size=6),
        max_size=3,
    ),
)
def test_the_signature_covers_query_and_body_however_they_are_split(
    sandbox: RunningSandbox, method: SignMethod, in_query: set[str], extra: dict[str, str]
) -> None:
    parameters = signed(sign_method=method.value, **extra)
    query = {k: v for k, v in parameters.items() if k in in_query}
    body = {k: v for k, v in parameters.items() if k not in in_query}
    answer = httpx.post(sandbox.gateway, params=query, data=body)
    parsed = answer.json() if "json" in answer.headers["content-type"] else {}
    assert "time_get_response" in parsed, answer.text


def test_every_envelope_error(sandbox: RunningSandbox) -> None:
    good = signed()
    assert error(sandbox, without("method"))[0] == 21
    assert error(sandbox, signed("taobao.no.such.method"))[0] == 22
    assert error(sandbox, without("sign"))[0] == 24
    assert error(sandbox, {**good, "sign": "0" * 32})[0] == 25
    assert error(sandbox, {**good, "extra": "unsigned"})[0] == 25
    assert error(sandbox, {**good, "sign_method": "sha1"})[0] == 25
    assert error(sandbox, without("app_key"))[0] == 28
    assert error(sandbox, {**good, "app_key": "1"}) == (29, "isv.appkey-not-exists")
    assert error(sandbox, without("timestamp"))[0] == 30
    assert error(sandbox, signed(timestamp="not a time"))[0] == 31
    assert error(sandbox, signed(timestamp=local_time(now_ms() - 620_000)))[0] == 31
    assert error(sandbox, signed(timestamp=now_ms() + 620_000))[0] == 31
    assert error(sandbox, without("v"))[0] == 32
    assert error(sandbox, signed(v="3.0"))[0] == 33
    assert error(sandbox, signed(v="1.0"))[0] == 34
    wrong_format = httpx.post(sandbox.gateway, data=signed(format="yaml"))
    assert ElementTree.fromstring(wrong_format.text).findtext("code") == "23"
    wrong_verb = httpx.put(sandbox.gateway, params=signed())
    assert (wrong_verb.status_code, wrong_verb.json()["error_response"]["code"]) == (200, 9)


@pytest.mark.parametrize("off_ms", [-590_000, 0, 590_000])
def test_timestamps_within_ten_minutes_in_either_form(sandbox: RunningSandbox, off_ms: int) -> None:
    at = now_ms() + off_ms
    assert "time_get_response" in call(sandbox, signed(timestamp=at))
    assert "time_get_response" in call(sandbox, signed(timestamp=local_time(at)))


def test_every_error_of_the_order_feed(sandbox: RunningSandbox) -> None:
    now = now_ms()
    good = window(now - HOUR_MS, now)

    def sub_code(**changes: object) -> tuple[int, str]:
        return error(sandbox, signed(ORDERS, **{**good, **changes}))

    assert sub_code(start_time=None)[0] == 40
    assert sub_code(query_type=7) == (15, "1001")
    assert sub_code(page_size=101) == (15, "1001")
    assert sub_code(page_no=0) == (15, "1001")
    assert sub_code(jump_type=2) == (15, "1005")
    assert sub_code(tk_status=99) == (15, "1006")
    assert sub_code(page_no=2) == (15, "1008")
    assert sub_code(position_index="../etc") == (15, "1008")
    assert sub_code(start_time="2026-13-01 00:00:00") == (15, "2000")
    assert sub_code(**window(now, now - 5000)) == (15, "2001")
    assert sub_code(**window(now + HOUR_MS, now + 2 * HOUR_MS)) == (15, "2002")
    assert sub_code(**window(now - 91 * DAY_MS, now - 91 * DAY_MS + HOUR_MS)) == (15, "2004")
    assert sub_code(**window(now - 3 * HOUR_MS - 2000, now)) == (15, "2007")
    for busy in ("3000", "3001", "9100"):
        sandbox.admin("faults", code=15, sub_code=busy, sub_msg="限流", method=ORDERS)
        assert "time_get_response" in call(sandbox, signed())
        assert sub_code() == (15, busy)
    assert "tbk_order_details_get_response" in call(sandbox, signed(ORDERS, **good))


def test_promotions_shorten_the_window(sandbox: RunningSandbox) -> None:
    now = now_ms()
    sandbox.admin("settings", promotion=True)
    try:
        hour = signed(ORDERS, **window(now - HOUR_MS, now))
        assert error(sandbox, hour) == (15, "2007")
        minutes = signed(ORDERS, **window(now - HOUR_MS // 3, now))
        assert "error_response" not in call(sandbox, minutes)
    finally:
        sandbox.admin("settings", promotion=False)


def test_throttle_bans_with_http_200_and_lets_go(sandbox: RunningSandbox) -> None:
    sandbox.admin("settings", calls_per_s=2, burst=1, ban_s=1)
    try:
        answers = [call(sandbox, signed()) for _ in range(3)]
        ban = answers[-1]["error_response"]
        assert ban["code"] == 7
        assert ban["sub_code"] == "accesscontrol.limited-by-app-access-count"
        assert ban["sub_msg"] == "This ban will last for 1 more seconds"
        time.sleep(1.05)
        assert "time_get_response" in call(sandbox, signed())
    finally:
        sandbox.admin("settings", calls_per_s=0)


def test_lists_are_wrapped_unless_simplified(sandbox: RunningSandbox) -> None:
    start = now_ms()
    sandbox.admin("orders", orders=[{"item_id": MUG, "adzone_id": 1}])
    span = window(start, now_ms() + 2000)
    root = "tbk_order_details_get_response"
    wrapped = call(sandbox, signed(ORDERS, **span))[root]["data"]["results"]
    bare = call(sandbox, signed(ORDERS, simplify="true", **span))[root]["data"]["results"]
    assert wrapped["publisher_order_dto"] == bare
    assert len(bare) == 1


def test_query_types_and_status_filter(sandbox: RunningSandbox) -> None:
    start = now_ms()
    wish = {"item_id": LAMP, "adzone_id": 21}
    unpaid, paid, received = sandbox.admin(
        "orders",
        orders=[{**wish, "status": 11}, {**wish, "status": 12}, {**wish, "status": 14}],
    )["trade_ids"]
    sandbox.admin("settle", trade_ids=[received])

    def ids(**filters: object) -> set[str]:
        answer = call(sandbox, signed(ORDERS, **window(start, now_ms() + 2000), **filters))
        rows = answer["tbk_order_details_get_response"]["data"]["results"]["publisher_order_dto"]
        return {row["trade_id"] for row in rows if row["adzone_id"] == 21}

    assert ids(query_type=1) == {unpaid, paid, received}
    assert ids(query_type=2) == {paid, received}
    assert ids(query_type=3) == {received}
    assert ids(query_type=4) == {unpaid, paid, received}
    assert ids(tk_status=12) == {paid}
    assert ids(tk_status=3) == {received}


def test_turning_pages_forward_and_back(sandbox: RunningSandbox) -> None:
    start = now_ms()
    placed = sandbox.admin("orders", orders=[{"item_id": LAMP, "adzone_id": 31}] * 25)["trade_ids"]
    span = window(start, now_ms() + 2000)

    def page(**turn: object) -> dict[str, Any]:
        answer = call(sandbox, signed(ORDERS, query_type=4, page_size=10, **span, **turn))
        data: dict[str, Any] = answer["tbk_order_details_get_response"]["data"]
        return data

    def ids(data: dict[str, Any]) -> list[str]:
        rows = data["results"]["publisher_order_dto"]
        return [row["trade_id"] for row in rows if row["adzone_id"] == 31]

    first = page()
    second = page(page_no=2, jump_type=1, position_index=first["position_index"])
    third = page(page_no=3, jump_type=1, position_index=second["position_index"])
    assert (first["has_pre"], first["has_next"]) == (False, True)
    assert (third["has_pre"], third["has_next"]) == (True, False)
    assert len(set(ids(first) + ids(second) + ids(third))) == 25
    assert set(ids(first) + ids(second) + ids(third)) == set(placed)
    back = page(page_no=1, jump_type=-1, position_index=second["position_index"])
    assert ids(back) == ids(first)


def test_uncredited_orders_stay_out_of_the_feed(sandbox: RunningSandbox) -> None:
    start = now_ms()
    (trade_id,) = sandbox.admin("orders", orders=[{"item_id": MUG}])["trade_ids"]
    answer = httpx.post(sandbox.gateway, data=signed(ORDERS, **window(start, now_ms() + 2000))).text
    assert trade_id not in answer


def test_link_convert_checks_its_arguments(sandbox: RunningSandbox) -> None:
    method = "taobao.tbk.dg.general.link.convert"
    assert error(sandbox, signed(method, item_id_list=MUG))[0] == 40
    assert error(sandbox, signed(method, item_id_list=MUG, adzone_id="x"))[0] == 41
    assert error(sandbox, signed(method, adzone_id=1))[0] == 40
    asked = signed(method, item_id_list=f"{MUG},{LAMP}", adzone_id=1,
                   required_link_type="cps_short_url")  # fmt: skip
    rows = call(sandbox, asked)["tbk_dg_general_link_convert_response"]["data"]["item_url_list"]
    links = [row["link_info_dto"] for row in rows["item_url_list"]]
    assert [link["item_id"] for link in links] == [MUG, LAMP]
    assert all("cps_short_url" in link and "cps_long_url" not in link for link in links)


def test_admin_is_guarded_and_says_what_is_wrong(sandbox: RunningSandbox) -> None:
    assert httpx.get(f"{sandbox.url}/admin/state").status_code == 403
    assert httpx.post(f"{sandbox.url}/admin/settle", json={}).status_code == 403
    with pytest.raises(httpx.HTTPStatusError) as refusal:
        sandbox.admin("settings", cookie_dayz=3)
    assert refusal.value.response.status_code == 400
    assert "cookie_dayz" in refusal.value.response.json()["error"]
    with pytest.raises(httpx.HTTPStatusError):
        sandbox.admin("return", trade_id="no such order")
