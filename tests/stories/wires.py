"""A story's words as each marketplace writes them, read by its own connector."""

import json
from datetime import UTC
from typing import Any

import msgspec

from hongmao.brands.models import KINDS, Marketplace, Product, Store
from hongmao.connectors.calling import to_local
from hongmao.connectors.jd.parse import parse_order as read_jd
from hongmao.connectors.pdd.parse import parse_order as read_pdd
from hongmao.connectors.pdd.parse import write_lease
from hongmao.connectors.postback.config import Network
from hongmao.connectors.postback.parse import Claim, parse_postback
from hongmao.connectors.shopify.config import CLICK_PARAMETER, Shop
from hongmao.connectors.shopify.parse import Said, parse_webhook
from hongmao.connectors.taobao.parse import parse_order as read_taobao
from hongmao.connectors.taobao.parse import parse_refund
from hongmao.connectors.taobao.ud_parse import parse_order as read_ud
from hongmao.core.clock import from_ms
from hongmao.core.ids import ClickMint
from hongmao.core.money import Money
from hongmao.core.orders import OrderRevision, RefundRevision
from hongmao.links.models import Lease, Placement
from tests.stories.reader import Says

ELSEWHERE = "1_999"
"""An adzone of ours that no placement leases."""
SHOP = Shop(domain="shop.example", secret="s" * 16, commission_bps=1_000, hold_days=1)
NETWORK = Network(token="t" * 24, currency="CNY", hold_days=1)
DAY_MS = 86_400_000

Told = list[OrderRevision] | list[RefundRevision] | Said | Claim


class Sold(msgspec.Struct):
    """What is known of one order so far, from the story's words; fen and epoch milliseconds."""

    placement: Placement
    click_id: str
    click_ms: int
    lease: str
    made_ms: int
    amounts: tuple[int, ...] = ()
    fee: int = 0
    back: int = 0
    back_ms: int = 0
    paid_ms: int = 0


def trade_of(marketplace: str, order: str) -> str:
    """The id that an order of a story has with us."""
    ids = {"shopify": f"shop:130{order[-1]}", "postback": f"net:{order}"}
    return ids.get(marketplace, f"T-{order}")


def move_to(marketplace: str, placements: list[Placement]) -> None:
    """Have the story's placements be of another marketplace than Taobao's affiliate side."""
    for number, placement in enumerate(placements):
        item = {"shopify": f"shop:{77 + number}", "postback": f"net:{77 + number}"}
        kind = KINDS[Marketplace(marketplace)][0]
        Store.objects.filter(pk=placement.store_id).update(marketplace=marketplace, kind=kind)
        assert placement.product is not None
        Product.objects.filter(pk=placement.product.pk).update(
            marketplace=marketplace, item_id=item.get(marketplace, f"item{number}")
        )
        if marketplace != "taobao_ud":
            Lease.objects.filter(placement=placement).update(adzone=None, name=placement.link.code)


def tell(says: Says, sold: Sold, at_ms: int, mint: ClickMint) -> Told:
    """What a marketplace says at `at_ms`, as its connector reads it; `sold` learns from it."""
    if says.field in ("refund_status", "refund"):
        return _refund(says, at_ms, mint)
    sold.amounts = says.amounts or sold.amounts
    sold.fee = sold.fee if says.fee is None else says.fee
    if says.back is not None:
        sold.back, sold.back_ms = says.back, at_ms
    match says.marketplace:
        case "taobao":
            return [read_taobao(_taobao(says, sold, at_ms))]
        case "taobao_ud":
            return [read_ud(_ud(says, sold, at_ms))]
        case "jd":
            return [read_jd(_jd(says, sold, at_ms), at_ms)]
        case "pdd":
            return [read_pdd(_pdd(says, sold, at_ms))]
        case "postback":
            return parse_postback(_postback(says, sold, at_ms), "net", NETWORK, mint.genuine)
    body = json.dumps(_shopify(says, sold, at_ms)).encode()
    return parse_webhook("orders/updated", body, "shop", SHOP, mint.genuine)


def _refund(says: Says, at_ms: int, mint: ClickMint) -> Told:
    if says.marketplace == "shopify":
        line = {"line_item_id": int(f"130{says.order[-1]}"), "subtotal_set": _set(says.amounts[0])}
        body = {"id": int(says.case), "created_at": _iso(at_ms), "refund_line_items": [line]}
        read = json.dumps(body).encode()
        return parse_webhook("refunds/create", read, "shop", SHOP, mint.genuine)
    row = {
        "refund_suit_id": f"{says.order}-{says.case}",
        "tb_trade_id": trade_of("taobao", says.order),
        "refund_status": int(says.code),
        "refund_fee": _yuan(says.amounts[0]),
        "show_return_fee": _yuan(says.fee or 0),
        "modified_time": to_local(at_ms),
    }
    return [parse_refund(row)]


def _taobao(says: Says, sold: Sold, at_ms: int) -> dict[str, Any]:
    site, adzone = sold.lease.split("_")
    if says.code in ("12", "14", "3") and not sold.paid_ms:
        sold.paid_ms = at_ms
    settled = says.code == "3"
    return {
        "trade_id": trade_of("taobao", says.order),
        "trade_parent_id": "P1",
        "tk_status": int(says.code),
        "alipay_total_price": _yuan(sold.amounts[0]),
        "pub_share_pre_fee": _yuan(sold.fee),
        "pub_share_fee": _yuan(sold.fee if settled else 0),
        "deposit_price": _yuan(says.deposit),
        "tb_deposit_time": to_local(at_ms) if says.deposit else "--",
        "item_id": sold.placement.product.item_id if sold.placement.product else "",
        "item_num": 1,
        "site_id": site,
        "adzone_id": adzone,
        "click_time": to_local(sold.click_ms),
        "tk_create_time": to_local(sold.made_ms),
        "tk_paid_time": to_local(sold.paid_ms) if sold.paid_ms else "",
        "tk_earning_time": to_local(at_ms) if settled else "",
        "modified_time": to_local(at_ms),
    }


def _ud(says: Says, sold: Sold, at_ms: int) -> dict[str, Any]:
    if says.code in ("2", "3", "5") and not sold.paid_ms:
        sold.paid_ms = at_ms
    paid = sold.amounts[0] if sold.paid_ms else 0
    return {
        "order_id": "P1",
        "sub_order_id": trade_of("taobao_ud", says.order),
        "order_status": int(says.code),
        "click_time": to_local(sold.click_ms),
        "order_create_time": to_local(sold.made_ms),
        "order_pay_time": to_local(sold.paid_ms) if sold.paid_ms else "",
        "order_refund_time": to_local(sold.back_ms) if sold.back_ms else "",
        "order_refund_fee": sold.back,
        "due_pay_fee": sold.amounts[0],
        "pay_fee": paid,
        "actual_pay_fee": paid,
        "commission_fee": sold.fee,
        "pay_item_id": sold.placement.product.item_id if sold.placement.product else "",
        "syn_click_id": sold.click_id,
    }


def _jd(says: Says, sold: Sold, at_ms: int) -> dict[str, Any]:
    final = bool(says.payday)
    return {
        "id": trade_of("jd", says.order),
        "orderId": "P1",
        "validCode": int(says.code),
        "orderTime": to_local(sold.made_ms),
        "modifyTime": to_local(at_ms),
        "payMonth": to_local(at_ms)[:10].replace("-", "") if final else 0,
        "skuId": sold.placement.product.item_id if sold.placement.product else "",
        "skuNum": 1,
        "estimateCosPrice": _yuan(sold.amounts[0]),
        "estimateFee": _yuan(sold.fee),
        "actualCosPrice": _yuan(sold.amounts[0] if final else 0),
        "actualFee": _yuan(sold.fee if final else 0),
        "subUnionId": sold.lease,
    }


def _pdd(says: Says, sold: Sold, at_ms: int) -> dict[str, Any]:
    if says.code != "-1" and not sold.paid_ms:
        sold.paid_ms = at_ms
    return {
        "order_sn": trade_of("pdd", says.order),
        "order_status": int(says.code),
        "order_amount": sold.amounts[0],
        "promotion_amount": sold.fee,
        "order_create_time": sold.made_ms // 1000,
        "order_pay_time": sold.paid_ms // 1000,
        "order_settle_time": at_ms // 1000 if says.code == "5" else 0,
        "order_modify_at": at_ms // 1000,
        "goods_id": sold.placement.product.item_id if sold.placement.product else "",
        "goods_quantity": 1,
        "custom_parameters": write_lease("hongmao", sold.lease),
    }


def _postback(says: Says, sold: Sold, at_ms: int) -> dict[str, str]:
    return {
        "transaction": says.order,
        "click": sold.click_id,
        "status": says.code,
        "amount": _yuan(sold.amounts[0]),
        "payout": _yuan(sold.fee),
        "at": str(at_ms // 1000),
    }


def _shopify(says: Says, sold: Sold, at_ms: int) -> dict[str, Any]:
    if says.code == "paid" and not sold.paid_ms:
        sold.paid_ms = at_ms
    lines = [
        {"id": int(f"130{place}"), "quantity": 1, "product_id": 77, "price_set": _set(amount)}
        for place, amount in enumerate(sold.amounts, 1)
    ]
    return {
        "id": 1,
        "created_at": _iso(sold.made_ms),
        "processed_at": _iso(sold.paid_ms or sold.made_ms),
        "updated_at": _iso(at_ms),
        "currency": "CNY",
        "financial_status": says.code,
        "note_attributes": [{"name": CLICK_PARAMETER, "value": sold.click_id}],
        "line_items": lines,
    }


def _set(amount: int) -> dict[str, Any]:
    return {"shop_money": {"amount": _yuan(amount), "currency_code": "CNY"}}


def _yuan(fen: int) -> str:
    return str(Money(fen).decimal())


def _iso(at_ms: int) -> str:
    return from_ms(at_ms).astimezone(UTC).isoformat()
