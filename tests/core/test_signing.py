"""The TOP signature, against the published vector and its own rules."""

import hmac
from hashlib import md5
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.signing import SignMethod, base_text, genuine, sign

SECRET = "helloworld"
VECTOR = {
    "method": "taobao.item.seller.get",
    "app_key": "12345678",
    "session": "test",
    "timestamp": "2016-01-01 12:00:00",
    "format": "json",
    "v": "2.0",
    "sign_method": "md5",
    "fields": "num_iid,title,nick,price,num",
    "num_iid": "11223344",
}
TEXT = (
    "app_key12345678fieldsnum_iid,title,nick,price,numformatjsonmethodtaobao.item.seller.get"
    "num_iid11223344sessiontestsign_methodmd5timestamp2016-01-01 12:00:00v2.0"
)

parameters = st.dictionaries(
    st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=8),
    st.text(max_size=20),
    max_size=8,
)


def test_published_vector() -> None:
    assert base_text(VECTOR) == TEXT
    assert sign(VECTOR, SECRET, SignMethod.MD5) == "66987CB115214E59E6EC978214934FB8"


def test_hmac_digests_are_the_standard_ones_of_the_text() -> None:
    text = TEXT.encode()
    key = SECRET.encode()
    assert sign(VECTOR, SECRET, SignMethod.HMAC) == hmac.new(key, text, md5).hexdigest().upper()
    sha = hmac.new(key, text, "sha256").hexdigest().upper()
    assert sign(VECTOR, SECRET, SignMethod.HMAC_SHA256) == sha


@given(parameters, st.sampled_from(SignMethod), st.randoms())
def test_order_does_not_matter(given: dict[str, str], method: SignMethod, random: Random) -> None:
    names = list(given)
    random.shuffle(names)
    shuffled = {name: given[name] for name in names}
    assert sign(shuffled, SECRET, method) == sign(given, SECRET, method)


@given(parameters, st.sampled_from(SignMethod))
def test_empty_values_and_the_signature_itself_are_left_out(
    given: dict[str, str], method: SignMethod
) -> None:
    more = {**given, "sign": "anything", "zz_empty": ""}
    assert sign(more, SECRET, method) == sign(given, SECRET, method)


@given(parameters, st.sampled_from(SignMethod), st.sampled_from(["value", "secret", "none"]))
def test_genuine_tells_a_changed_request(
    given: dict[str, str], method: SignMethod, change: str
) -> None:
    signed = {**given, "amount": "1", "sign_method": method.value}
    signed["sign"] = sign(signed, SECRET, method)
    if change == "value":
        signed["amount"] = "2"
    secret = SECRET + "!" if change == "secret" else SECRET
    assert genuine(signed, secret) is (change == "none")


@pytest.mark.parametrize("method", ["", "sha1", "HMAC"])
def test_unknown_methods_are_never_genuine(method: str) -> None:
    assert not genuine({"sign_method": method, "sign": ""}, SECRET)


def test_text_outside_ascii_is_signed_as_utf8() -> None:
    given = {"title": "红猫￥", "sign": "é"}
    assert sign(given, SECRET, SignMethod.MD5) == (
        md5(f"{SECRET}title红猫￥{SECRET}".encode()).hexdigest().upper()
    )
    assert not genuine({**given, "sign_method": "md5"}, SECRET)
