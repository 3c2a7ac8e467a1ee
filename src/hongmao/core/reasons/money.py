"""Sentences about the ledger, settlement, prepaid money and invoices."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.UNBALANCED: Sentence(
        "The entries of a transfer must sum to zero in each currency, with two or more of them.",
        "转账的分录必须不少于两条，且按币种合计为零。",
    ),
    Reason.ALREADY_CLOSED: Sentence(
        "This hold was posted or voided already.", "这笔冻结已经入账或作废。"
    ),
    Reason.KEY_REUSED: Sentence(
        "The key {key} was used for a different transfer. Nothing was written.",
        "键 {key} 已用于另一笔转账，本次没有写入。",
    ),
    Reason.BELOW_ZERO: Sentence(
        "The account {account} does not hold enough {currency} for this. Nothing was written; put "
        "money in first, or take less.",
        "账户 {account} 的 {currency} 余额不足，本次没有写入。请先充值或减少金额。",
    ),
    Reason.PERIOD_CLOSED: Sentence(
        "The books are closed until {until}. Nothing was written; enter a correction dated today.",
        "{until} 之前的账期已关账，本次没有写入。请以今天的日期记一笔更正。",
    ),
    Reason.CLOSING_OUT_OF_TURN: Sentence(
        "Books are closed up to a moment that has passed, and never to an earlier one than before.",
        "只能关账到已经过去的时间，且不能早于上一次关账。",
    ),
    Reason.NO_RATE: Sentence(
        "No rate from {base} to {quote} is recorded for that moment. Record one, then convert.",
        "该时间没有 {base} 到 {quote} 的汇率记录，请先登记汇率再换算。",
    ),
    Reason.RATE_RECORDED: Sentence(
        "Another rate of {base} in {quote} is recorded for {at}. Record the new one for a later "
        "moment.",
        "{at} 已登记另一个 {base} 兑 {quote} 的汇率，新汇率请登记在更晚的时间。",
    ),
    Reason.TOO_LITTLE: Sentence(
        "{amount} comes to nothing in {quote}. Convert more at once.",
        "{amount} 换算为 {quote} 后不足最小单位，请一次换算更多。",
    ),
    Reason.PERIOD_UNKNOWN: Sentence(
        "{period} is no month. Write it as 2026-10.", "{period} 不是月份，请写成 2026-10 的形式。"
    ),
    Reason.PERIOD_NOT_OVER: Sentence(
        "{period} is not over yet. Close it once its last day has passed.",
        "{period} 尚未结束，请在该月最后一天过后再结账。",
    ),
    Reason.PERIOD_NOT_CLOSED: Sentence(
        "{period} is not closed yet. Run `hongmao settle` first, then reconcile it.",
        "{period} 尚未结账，请先运行 `hongmao settle`，再对账。",
    ),
    Reason.DIFFERENCE_NOT_OWED: Sentence(
        "{cause} is nothing that the marketplace settled otherwise: mend what causes it, then "
        "reconcile again.",
        "“{cause}”不是平台结算差额，请先处理其原因，再重新对账。",
    ),
    Reason.AMOUNT_NOT_POSITIVE: Sentence("The amount must be more than zero.", "金额必须大于零。"),
    Reason.REFERENCE_REUSED: Sentence(
        "{reference} is recorded with other figures already. Nothing was written; compare it with "
        "the bank's statement.",
        "凭证号 {reference} 已按其他内容入账，本次没有写入。请与银行流水核对。",
    ),
    Reason.PREPAID_SHORT: Sentence(
        "{brand} has {amount} prepaid and free; no more can be paid back.",
        "{brand} 可退的预付余额为 {amount}，不能超额退款。",
    ),
    Reason.PREPAID_LOW: Sentence(
        "Your prepaid balance is below {least}. When it is used up, what terms promise beyond the "
        "marketplace's commission stops: top it up in time.",
        "预付余额低于 {least}。用完后，平台佣金以外的条款承诺将停止，请及时充值。",
    ),
    Reason.SELLER_UNSET: Sentence(
        "An invoice names who issues it: set HONGMAO_COMPANY_NAME first.",
        "费用单需要写明开具方，请先设置 HONGMAO_COMPANY_NAME。",
    ),
    Reason.PERIOD_OPEN: Sentence(
        "The period is not over. Invoice it from {day} on.",
        "该期间尚未结束，请于 {day} 起开票。",
    ),
    Reason.PERIOD_INVOICED: Sentence(
        "Part of this period is on invoice {number} already.",
        "该期间已有部分列入费用单 {number}。",
    ),
    Reason.NOTHING_SPENT: Sentence(
        "Nothing was spent in this period, so there is nothing to invoice.",
        "该期间没有消耗，无需开票。",
    ),
}
