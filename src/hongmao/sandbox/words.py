"""The words on the sandbox's pages, in both languages."""

WORDS: dict[str, tuple[str, str]] = {
    "sandbox": ("沙盒 · 一切都是假的，不收真钱", "Sandbox — pretend money, nothing is real"),
    "taobao": ("淘宝", "Taobao"),
    "tmall": ("天猫", "Tmall"),
    "orders": ("我的订单", "My orders"),
    "store": ("店铺", "Store"),
    "enter": ("进店逛逛", "Visit store"),
    "buy": ("立即购买", "Buy now"),
    "favourite": ("收藏", "Favourite"),
    "cart": ("加入购物车", "Add to cart"),
    "quantity": ("数量", "Quantity"),
    "shipping": ("快递包邮", "Free delivery"),
    "returns": ("7天无理由退货", "7-day returns"),
    "pretend": ("假装发货", "Pretend dispatch"),
    "about": ("宝贝详情", "About this item"),
    "item": ("商品编号", "Item"),
    "sold_by": ("卖家", "Sold by"),
    "about_text": (
        "这是沙盒里的商品：可以下单、确认收货、退款，用来走通从点击到佣金的全程。",
        "An item of the sandbox: buy it, receive it, return it, and follow a click to its "
        "commission.",
    ),
    "all_items": ("全部宝贝", "All items"),
    "cashier": ("收银台", "Checkout"),
    "pay": ("确认付款", "Pay now"),
    "cancel": ("取消订单", "Cancel order"),
    "to_pay": ("应付", "To pay"),
    "paid_done": ("付款成功", "Payment received"),
    "paid_note": ("假装的钱已付，假装的货已发。", "Pretend money paid, pretend goods sent."),
    "see_orders": ("查看订单", "See my orders"),
    "keep_looking": ("再逛逛", "Keep looking"),
    "receive": ("确认收货", "Confirm receipt"),
    "return": ("申请退款", "Return"),
    "return_whole": ("全额", "All of it"),
    "return_half": ("一半", "Half"),
    "return_amount": ("自定金额（元）", "Another amount (yuan)"),
    "return_submit": ("提交退款", "Return it"),
    "returned": ("已退", "Returned"),
    "total": ("实付", "Paid"),
    "placed": ("下单", "Placed"),
    "order_no": ("订单号", "Order"),
    "status_11": ("待付款", "To pay"),
    "status_12": ("待收货", "On its way"),
    "status_14": ("已收货", "Received"),
    "status_3": ("交易成功", "Completed"),
    "status_13": ("交易关闭", "Closed"),
    "no_orders": ("还没有订单", "No orders yet"),
    "no_orders_note": (
        "从笔记里的链接进来，或到店铺挑一件。",
        "Come in through a link in a note, or pick something in a store.",
    ),
    "stores": ("店铺", "Stores"),
    "missing": ("这里什么也没有", "There is nothing here"),
    "missing_note": ("链接可能抄错了，或者商品已下架。", "The link is mistyped, or the item gone."),
    "unable": ("没办成", "That did not work"),
    "unable_note": (
        "订单状态已变，或金额超出可退范围。",
        "The order has moved on, or the amount is more than can be returned.",
    ),
    "back": ("返回", "Back"),
    "other_language": ("EN", "中文"),
}  # fmt: skip


def words(language: str) -> dict[str, str]:
    """Every word in `language`: `zh`, or else English."""
    index = 0 if language == "zh" else 1
    return {name: pair[index] for name, pair in WORDS.items()}
