"""Sentences about claims."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.CLAIM_ALREADY_YOURS: Sentence(
        "The order is credited to your note already. Look for it on your earnings page.",
        "这笔订单已计入你的笔记，请在收益页查看。",
    ),
    Reason.CLAIM_EXACT_RIVAL: Sentence(
        "The marketplace named the click that the order came from, and it is on another note. "
        "Nobody can change that.",
        "电商平台指明了订单来自哪次点击，那次点击在另一篇笔记上，无法更改。",
    ),
    Reason.CLAIM_DECIDED_RIVAL: Sentence(
        "An operator has credited this order to another note after looking at the evidence. "
        "If you know more, say what.",
        "平台运营核对证据后已将这笔订单计入另一篇笔记。如有新的证据，请写明。",
    ),
    Reason.CLAIM_NEARER_RIVAL: Sentence(
        "A click on another note is nearer to the marketplace's click time than yours.",
        "另一篇笔记上的点击比你的更接近电商平台记录的点击时间。",
    ),
    Reason.CLAIM_AMBIGUOUS: Sentence(
        "Your click and clicks on other notes both fit the order, and nothing tells which it was.",
        "你的点击与其他笔记上的点击都与订单相符，无法判断来自哪一次。",
    ),
    Reason.CLAIM_ONLY_YOURS: Sentence(
        "A click on your note fits the order, and no other does.",
        "你的笔记上有一次点击与订单相符，且没有其他点击相符。",
    ),
    Reason.CLAIM_NO_ORDER: Sentence(
        "The marketplace has reported no such order. Check the order's number and the time; "
        "orders may take a day to be reported.",
        "电商平台没有上报这笔订单。请核对订单号和时间；订单可能需要一天才会上报。",
    ),
    Reason.CLAIM_MANY_ORDERS: Sentence(
        "Several orders fit what was said. The order's number tells which is meant.",
        "有多笔订单符合描述，请提供订单号以便确认。",
    ),
    Reason.CLAIM_NO_CLICK: Sentence(
        "There is no click on your links in the time from which the order can have come.",
        "在订单可能对应的时间内，你的链接没有点击。",
    ),
    Reason.CLAIM_OTHER_STORE: Sentence(
        "What was bought is not of the store that your link leads to.",
        "所购商品不属于你的链接所指向的店铺。",
    ),
    Reason.CLAIM_OTHER_LEASE: Sentence(
        "The marketplace says that the order came through another link than yours.",
        "电商平台的记录显示，订单来自另一条链接。",
    ),
    Reason.CLAIM_ORDER_VOID: Sentence(
        "The order was closed or refunded before it settled, so it earns nothing.",
        "订单在结算前已关闭或退款，没有佣金。",
    ),
    Reason.CLAIM_ORDER_UNPAID: Sentence(
        "The order is not paid yet. It is credited by itself once it is.",
        "订单尚未付款，付款后会自动计入。",
    ),
    Reason.CLAIM_TOO_EARLY: Sentence(
        "The clicks of that time are not all in yet. Look again in some minutes.",
        "该时段的点击尚未全部入库，请过几分钟再看。",
    ),
    Reason.CLAIM_OPEN: Sentence(
        "A claim on this order is being looked at already. Its answer comes first.",
        "这笔订单已有申诉正在处理，请等待结果。",
    ),
    Reason.CLAIMS_TOO_MANY: Sentence(
        "You have filed {limit} claims within {days} days. Wait for their answers first.",
        "你在 {days} 天内已提交 {limit} 次申诉，请先等待处理结果。",
    ),
    Reason.CLAIM_TIME_OUTSIDE: Sentence(
        "The time must lie within the last {days} days.",
        "时间必须在最近 {days} 天之内。",
    ),
    Reason.CLAIM_NO_EVIDENCE: Sentence(
        "No evidence has been gathered yet. Gather it, then decide.",
        "尚未收集证据，请先收集再作决定。",
    ),
    Reason.CLAIM_STALE: Sentence(
        "The order has changed since the evidence was gathered. Gather it again, then decide.",
        "收集证据后订单有变化，请重新收集再作决定。",
    ),
    Reason.CLAIM_ORDER_REPORTED: Sentence(
        "The marketplace has reported this order. Gather the evidence again and credit the order.",
        "电商平台已上报这笔订单，请重新收集证据并将订单计入。",
    ),
    Reason.CLAIM_NUMBER_MISSING: Sentence(
        "Without the order's number it might be paid twice. Ask the creator for it.",
        "没有订单号可能重复支付，请向博主索取。",
    ),
    Reason.CLAIM_AMOUNT_WRONG: Sentence(
        "The amount must be more than nothing and at most what was paid for the order: {most}.",
        "金额必须大于零，且不超过订单实付金额：{most}。",
    ),
    Reason.CLAIM_PAID_BEFORE: Sentence(
        "This order was paid for by another claim already. Nothing was written.",
        "这笔订单已通过另一次申诉支付，本次没有写入。",
    ),
}
