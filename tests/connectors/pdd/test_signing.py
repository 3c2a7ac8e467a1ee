"""The signature Pinduoduo checks, against the vector of its documentation."""

from hashlib import md5

from hongmao.connectors.pdd.client import PddClient
from hongmao.core.signing import SignMethod, sign

VECTOR = {
    "access_token": "asd78172s8ds9a921j9qqwda12312w1w21211",
    "client_id": "1",
    "data_type": "XML",
    "order_status": "1",
    "page": "1",
    "page_size": "10",
    "timestamp": "1480411125",
    "type": "pdd.order.number.list.get",
}


def test_the_published_vector() -> None:
    assert sign(VECTOR, "testSecret", SignMethod.MD5) == "E4DE3ED21002510DED352819E7AE6775"


def test_a_request_is_signed_with_its_lists_as_json() -> None:
    client = PddClient("https://gw-api.pinduoduo.com/api/router", "id", "secret")
    wish = {"goods_sign_list": ["E9_1"], "generate_short_url": True, "p_id": "1_2", "left": None}
    sent = client.signed("pdd.ddk.goods.promotion.url.generate", wish)
    client.close()
    text = (
        'client_ididdata_typeJSONgenerate_short_urltruegoods_sign_list["E9_1"]p_id1_2'
        f"timestamp{sent['timestamp']}typepdd.ddk.goods.promotion.url.generate"
    )
    assert sent["sign"] == md5(f"secret{text}secret".encode()).hexdigest().upper()
