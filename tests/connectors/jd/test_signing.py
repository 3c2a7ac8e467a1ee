"""The signature JD checks: the platform's rule, computed here by hand."""

import json
from hashlib import md5

from hongmao.connectors.jd.client import JdClient, root_name


def test_a_request_is_signed_as_jd_asks() -> None:
    client = JdClient("https://api.jd.com/routerjson", "key", "secret")
    wish = {"orderReq": {"pageIndex": 1, "fields": "goodsInfo", "title": "杯"}}
    sent = client.signed("jd.union.open.order.row.query", wish)
    client.close()
    assert json.loads(sent["360buy_param_json"]) == wish
    text = (
        f"360buy_param_json{sent['360buy_param_json']}app_keykeyformatjson"
        "methodjd.union.open.order.row.querysign_methodmd5"
        f"timestamp{sent['timestamp']}v1.0"
    )
    assert sent["sign"] == md5(f"secret{text}secret".encode()).hexdigest().upper()


def test_the_answers_key_is_misspelt() -> None:
    name = root_name("jd.union.open.order.row.query")
    assert name == "jd_union_open_order_row_query_responce"
