"""Postbacks as claims, by each tracker's names; and links by their templates."""

from decimal import ROUND_HALF_EVEN, Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.connectors.postback.config import Network, Standing, read_networks
from hongmao.connectors.postback.connector import PostbackConnector
from hongmao.connectors.postback.parse import BadParameter, Claim, parse_postback
from hongmao.core.connector import Connector, MendRequest, ProductRef, Window
from hongmao.core.ids import ClickMint
from hongmao.core.money import MINOR_DIGITS
from hongmao.core.orders import OrderStatus

MINT = ClickMint(b"k" * 32)
CLICK = MINT.mint(1_777_000_000_000)
TOKEN = "t" * 24


def parse(network: Network | None = None, /, **said: str) -> Claim:
    """What a postback says."""
    return parse_postback(said, "net", network or Network(token=TOKEN), MINT.genuine)


def test_each_preset_reads_its_trackers_names() -> None:
    tune = parse(
        Network(token=TOKEN, preset="tune"), transaction_id="102abc", aff_sub=CLICK, payout="3.50",
        currency="EUR", status="approved", sale_amount="49.90", offer_id="26",
    ).revision  # fmt: skip
    assert (tune.trade_id, tune.item_id, tune.click_id) == ("net:102abc", "net:26", CLICK)
    assert (tune.fee, tune.paid, tune.currency, tune.status) == (350, 4990, "EUR", OrderStatus.PAID)
    voluum = parse(
        Network(token=TOKEN, preset="voluum"), cid=CLICK, payout="1.25", txid="7", et="lead"
    ).revision
    assert (voluum.trade_id, voluum.status) == (f"net:{CLICK}:7", OrderStatus.UNPAID)
    keitaro = parse(
        Network(token=TOKEN, preset="keitaro"), subid=CLICK, payout="9", status="rejected", tid="2"
    ).revision
    assert (keitaro.trade_id, keitaro.status) == (f"net:{CLICK}:2", OrderStatus.VOID)
    assert (keitaro.fee, keitaro.click_ms) == (0, 1_777_000_000_000)


@pytest.mark.parametrize(
    ("word", "status"),
    [("lead", "unpaid"), ("SALE", "paid"), ("", "paid"), ("rejected", "void"), ("hold", "unpaid")],
)
def test_words_for_where_a_sale_stands(word: str, status: str) -> None:
    network = Network(token=TOKEN, statuses={"Hold": Standing.LEAD})
    assert parse(network, transaction="1", status=word).revision.status == status


def test_a_network_may_name_its_own_parameters() -> None:
    network = Network(token=TOKEN, preset="tune", parameters={"click": "s2"}, currency="JPY")
    claim = parse(network, s2=CLICK, transaction_id="1", payout="300")
    assert (claim.revision.click_id, claim.revision.fee) == (CLICK, 300)


@pytest.mark.parametrize("click", ["", "0" * 36, CLICK[:-1], CLICK.upper(), "猫"])
def test_a_click_that_is_not_ours_is_kept_out_of_the_order(click: str) -> None:
    claim = parse(transaction="1", click=click)
    assert (claim.click, claim.genuine) == (click, False)
    assert (claim.revision.click_id, claim.revision.click_ms) == ("", 0)


def test_without_a_transaction_id_a_sale_is_its_clicks() -> None:
    assert parse(click=CLICK).revision.trade_id == f"net:{CLICK}"


def test_long_ids_become_digests_and_stay_apart() -> None:
    first, second = parse(transaction="x" * 99), parse(transaction="x" * 98 + "y")
    assert len(first.revision.trade_id) <= 64
    assert first.revision.trade_id != second.revision.trade_id


@pytest.mark.parametrize(
    ("said", "parameter"),
    [
        ({}, "transaction"),
        ({"transaction": "1", "payout": "free"}, "payout"),
        ({"transaction": "1", "payout": "1e3"}, "payout"),
        ({"transaction": "1", "payout": "1,5"}, "payout"),
        ({"transaction": "1", "payout": "-1"}, "payout"),
        ({"transaction": "1", "payout": "1", "currency": "BTC"}, "payout"),
        ({"transaction": "1", "amount": "nan"}, "amount"),
        ({"transaction": "1", "status": "maybe"}, "status"),
        ({"transaction": "1", "at": "yesterday"}, "at"),
        ({"transaction": "1", "at": "٣"}, "at"),
        ({"transaction": "1\0"}, "transaction"),
    ],
)
def test_a_parameter_that_does_not_read_is_named(said: dict[str, str], parameter: str) -> None:
    with pytest.raises(BadParameter) as caught:
        parse(**said)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize("at", ["1777000000", "1777000000000"])
def test_a_moment_in_seconds_or_milliseconds(at: str) -> None:
    claim = parse(transaction="1", at=at)
    assert claim.at_ms == claim.revision.modified_ms == 1_777_000_000_000


def test_the_same_words_have_one_digest_and_another_amount_another() -> None:
    digests = {parse(transaction="1", payout=text).digest for text in ("1", "1.0", "1.00", "2")}
    assert len(digests) == 2


@given(st.decimals(0, 10**9, places=6), st.sampled_from(sorted(MINOR_DIGITS)))
def test_payouts_round_half_to_even(payout: Decimal, currency: str) -> None:
    revision = parse(transaction="1", payout=f"{payout:f}", currency=currency).revision
    exact = payout.scaleb(MINOR_DIGITS[currency])
    assert revision.fee == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


@given(st.dictionaries(st.sampled_from(["transaction", "click", "payout", "status"]), st.text()))
def test_any_text_reads_or_is_refused(said: dict[str, str]) -> None:
    try:
        claim = parse(**said)
    except BadParameter:
        return
    assert claim.revision.fee >= 0
    assert len(claim.revision.trade_id) <= 64
    assert msgspec.json.encode(claim.revision)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"Net": {"token": "abcdefghijklmnopqrstuvwx"}}',
        '{"net": {"token": "hush-hush"}}',
        '{"net": {"token": "abcdefghijklmnopqrstuvwx", "preset": "other"}}',
        '{"net": {"token": "abcdefghijklmnopqrstuvwx", "addresses": ["nowhere"]}}',
        '{"net": {"token": "abcdefghijklmnopqrstuvwx", "currency": "BTC"}}',
        '{"net": {"token": "abcdefghijklmnopqrstuvwx", "hold_days": -1}}',
        '{"a": {"token": "abcdefghijklmnopqrstuvwx"}, "b": {"token": "abcdefghijklmnopqrstuvwx"}}',
    ],
)
def test_a_setting_that_is_wrong_says_so_and_tells_no_token(text: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]") as caught:
        read_networks(text)
    assert "hush" not in str(caught.value)
    assert "abcdefghi" not in str(caught.value)


LINK = "https://go.example/aff_c?offer_id={item_id}&aff_sub={click_id}&source=hm"


def test_a_link_leaves_its_click_id_to_the_edge() -> None:
    connector = PostbackConnector({"net": Network(token=TOKEN, link=LINK)})
    assert isinstance(connector, Connector)
    made = connector.make_link(ProductRef(item_id="net:2 6&a"), "abcdefghij")
    assert made.url == "https://go.example/aff_c?offer_id=2+6%26a&source=hm"
    assert (made.click_parameter, made.lease) == ("aff_sub", "abcdefghij")
    assert connector.parse_product(made.url) is None
    window = Window(0, 1)
    assert not connector.pull_orders(window).revisions
    assert not connector.pull_refunds(window).revisions
    assert not connector.pull_collects(window).collects
    assert connector.clock_skew_ms() == 0


@pytest.mark.parametrize("link", ["", "https://go.example/?a=1", "ftp://x/?c={click_id}"])
def test_a_link_without_a_place_for_the_click_is_refused(link: str) -> None:
    connector = PostbackConnector({"net": Network(token=TOKEN, link=link)})
    with pytest.raises(MendRequest):
        connector.make_link(ProductRef(item_id="net:1"), "abcdefghij")
    with pytest.raises(MendRequest):
        connector.make_link(ProductRef(item_id="other:1"), "abcdefghij")
