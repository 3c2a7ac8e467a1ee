"""What the columns of each marketplace's order report are called, and its words for a status.

Taobao's names are those of the affiliate console's exports, the one by order (`订单编号`) and the
later one by sub-order (`淘宝子订单号`); JD's those of its console's order list. All are secondary
knowledge, Pinduoduo's least sure. A column that is called otherwise is named with `--map`.
"""

from collections.abc import Iterable
from typing import Literal, get_args

import msgspec

from hongmao.connectors.reports.table import renamed
from hongmao.core.orders import OrderStatus

Field = Literal[
    "trade", "parent", "status", "item", "title", "store", "quantity", "currency", "paid",
    "paid_final", "fee", "fee_final", "clicked", "created", "paid_at", "settled", "modified",
    "site", "zone", "lease", "click",
]  # fmt: skip


class Preset(msgspec.Struct, frozen=True):
    """The names a column of each field may have, the first that is there being taken.

    `paid_final` and `fee_final` hold from receipt and settlement on, where they are more than
    nothing. A status is known by its longest word here that it begins with. Times without a zone
    are in `zone`.
    """

    columns: dict[Field, tuple[str, ...]]
    statuses: dict[str, OrderStatus]
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"


_GENERIC: dict[Field, tuple[str, ...]] = {
    "trade": ("trade_id",),
    "parent": ("parent_id",),
    "status": ("status",),
    "item": ("item_id",),
    "title": ("item_title",),
    "store": ("store_name",),
    "quantity": ("quantity",),
    "currency": ("currency",),
    "paid": ("paid",),
    "fee": ("fee",),
    "clicked": ("click_at",),
    "created": ("created_at",),
    "paid_at": ("paid_at",),
    "settled": ("settled_at",),
    "modified": ("modified_at",),
    "lease": ("lease",),
    "click": ("click_id",),
}

PRESETS = {
    "generic": Preset(
        _GENERIC, {status.value: status for status in OrderStatus}, currency="USD", zone="UTC"
    ),
    "taobao": Preset(
        {
            "trade": ("淘宝子订单号", "淘宝子订单编号", "子订单编号"),
            "parent": ("淘宝父订单号", "淘宝父订单编号", "订单编号"),
            "status": ("订单状态",),
            "item": ("商品ID", "商品id"),
            "title": ("商品标题", "商品信息"),
            "store": ("店铺名称", "所属店铺"),
            "quantity": ("商品数量", "商品数"),
            "paid": ("付款金额",),
            "paid_final": ("结算金额",),
            "fee": ("付款预估收入", "效果预估"),
            "fee_final": ("结算预估收入", "预估收入"),
            "clicked": ("点击时间",),
            "created": ("创建时间",),
            "paid_at": ("付款时间", "淘宝付款时间"),
            "settled": ("结算时间",),
            "modified": ("更新时间",),
            "site": ("媒体ID", "来源媒体ID"),
            "zone": ("推广位ID", "广告位ID"),
        },
        {
            "订单创建": OrderStatus.UNPAID,
            "未付款": OrderStatus.UNPAID,
            "订单付款": OrderStatus.PAID,
            "已付款": OrderStatus.PAID,
            "订单成功": OrderStatus.RECEIVED,
            "已收货": OrderStatus.RECEIVED,
            "订单结算": OrderStatus.SETTLED,
            "已结算": OrderStatus.SETTLED,
            "订单失效": OrderStatus.VOID,
            "已失效": OrderStatus.VOID,
        },
    ),
    "jd": Preset(
        {
            "trade": ("订单行ID", "订单行号"),
            "parent": ("订单号", "订单编号"),
            "status": ("订单状态",),
            "item": ("商品ID", "商品编号", "skuId"),
            "title": ("商品名称",),
            "store": ("商品店铺名称", "店铺名称"),
            "quantity": ("商品数量",),
            "paid": ("预估计佣金额", "预估金额", "付款金额"),
            "paid_final": ("实际计佣金额", "实际金额"),
            "fee": ("预估佣金",),
            "fee_final": ("实际佣金",),
            "created": ("下单时间",),
            "paid_at": ("付款时间",),
            "settled": ("结算时间",),
            "modified": ("更新时间",),
            "lease": ("子联盟ID", "subUnionId"),
        },
        {
            "待付款": OrderStatus.UNPAID,
            "已付定金": OrderStatus.UNPAID,
            "已付款": OrderStatus.PAID,
            "已完成": OrderStatus.RECEIVED,
            "已结算": OrderStatus.SETTLED,
            "无效": OrderStatus.VOID,
            "已取消": OrderStatus.VOID,
        },
    ),
    "pdd": Preset(
        {
            "trade": ("订单编号", "订单号"),
            "status": ("订单状态",),
            "item": ("商品ID", "商品编号"),
            "title": ("商品名称",),
            "store": ("店铺名称",),
            "quantity": ("商品数量",),
            "paid": ("订单金额", "支付金额"),
            "fee": ("佣金金额", "预估佣金", "佣金"),
            "created": ("创建时间", "下单时间", "支付时间"),
            "paid_at": ("支付时间", "成团时间"),
            "settled": ("结算时间",),
            "modified": ("更新时间", "最后更新时间"),
        },
        {
            "未支付": OrderStatus.UNPAID,
            "已支付": OrderStatus.PAID,
            "已成团": OrderStatus.PAID,
            "确认收货": OrderStatus.RECEIVED,
            "审核成功": OrderStatus.RECEIVED,
            "已结算": OrderStatus.SETTLED,
            "已经结算": OrderStatus.SETTLED,
            "审核失败": OrderStatus.VOID,
            "已处罚": OrderStatus.VOID,
            "非多多进宝": OrderStatus.VOID,
        },
    ),
}


def with_columns(preset: Preset, named: Iterable[str]) -> Preset:
    """The preset with some columns called otherwise, each `field=column`. Raises `ValueError`."""
    columns = renamed(preset.columns, named, get_args(Field))
    return msgspec.structs.replace(preset, columns=columns)
