"""Every reason Hongmao refuses, flags or pauses for: a closed set, each with a sentence to act on.

The sentences stand in both languages beside their code, so that a screen, the API and the command
line say the same. `docs/reference/reasons.md` is written from this list.
"""

from enum import StrEnum

import msgspec


class Sentence(msgspec.Struct, frozen=True):
    """One sentence a person can act on, in both languages; `{names}` are filled by the refusal."""

    en: str
    zh: str

    def text(self, language: str, **facts: object) -> str:
        """The sentence in `language` (Chinese where it starts with `zh`, else English)."""
        chosen = self.zh if language.lower().startswith("zh") else self.en
        return chosen.format(**facts)


class Reason(StrEnum):
    """A reason code, as it stands in events, the API and the database."""

    # Links: why one does not lead to its product
    UNKNOWN_CODE = "unknown_code"
    LINK_PAUSED = "link_paused"
    ADMISSION_EXPIRED = "admission_expired"
    CAMPAIGN_OVER = "campaign_over"
    BUDGET_SPENT = "budget_spent"
    LINK_NOT_STARTED = "link_not_started"
    HOST_NOT_ADMITTED = "host_not_admitted"
    # Placements: why one is refused
    BRAND_NOT_ADMITTED = "brand_not_admitted"
    MARKETPLACE_NOT_ADMITTED = "marketplace_not_admitted"
    CATEGORY_NOT_ADMITTED = "category_not_admitted"
    CATEGORY_DENIED = "category_denied"
    PRODUCT_OF_ANOTHER_BRAND = "product_of_another_brand"
    NOTE_OF_ANOTHER_CREATOR = "note_of_another_creator"
    NOTE_NOT_PUBLIC = "note_not_public"
    NOTE_HAS_PLACEMENT = "note_has_placement"
    LABEL_MISSING = "label_missing"
    NO_TERMS = "no_terms"
    TERMS_IN_THE_PAST = "terms_in_the_past"
    TERMS_USED = "terms_used"
    TERMS_UNREADABLE = "terms_unreadable"
    TERMS_AMOUNT = "terms_amount"
    TERMS_RATE = "terms_rate"
    TERMS_TIERS = "terms_tiers"
    TERMS_RULES = "terms_rules"
    TERMS_SHARES = "terms_shares"
    TERMS_AGENCY = "terms_agency"
    TERMS_CAPS = "terms_caps"
    TERMS_DAYS = "terms_days"
    TERMS_PARTNERS = "terms_partners"
    TERMS_CURRENCY = "terms_currency"
    STORE_RATING_LOW = "store_rating_low"
    NO_STORE = "no_store"
    DOCUMENTS_MISSING = "documents_missing"
    WRONG_STATE = "wrong_state"
    NO_ADZONE = "no_adzone"
    NOT_A_CREATOR = "not_a_creator"
    RELATION_UNREADABLE = "relation_unreadable"
    RELATION_TAKEN = "relation_taken"
    MARKETPLACE_REFUSED = "marketplace_refused"
    # Matching: what makes it less sure
    CLOCKS_APART = "clocks_apart"
    ADZONES_LOW = "adzones_low"
    ADZONES_EXHAUSTED = "adzones_exhausted"
    # Traffic: flags on an event, never a block
    BOT = "bot"
    PREFETCH = "prefetch"
    HEAD = "head"
    NO_AGENT = "no_agent"
    REPEATED = "repeated"
    # Beacons
    BODY_TOO_LARGE = "body_too_large"
    MALFORMED = "malformed"
    BAD_VIEW_TOKEN = "bad_view_token"
    VIEW_EXPIRED = "view_expired"
    # HTTP at the edge
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    BAD_REQUEST = "bad_request"
    TOO_SLOW = "too_slow"
    # Orders that come to us unasked
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_SENDER = "unknown_sender"
    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    MESSAGE_UNREADABLE = "message_unreadable"
    MESSAGE_TOO_LARGE = "message_too_large"
    BUSY = "busy"
    TIME_IN_FUTURE = "time_in_future"
    # The machine
    PORT_IN_USE = "port_in_use"
    DISK_REFUSES = "disk_refuses"
    # Money
    UNBALANCED = "unbalanced"
    ALREADY_CLOSED = "already_closed"
    KEY_REUSED = "key_reused"
    BELOW_ZERO = "below_zero"
    PERIOD_CLOSED = "period_closed"
    CLOSING_OUT_OF_TURN = "closing_out_of_turn"
    NO_RATE = "no_rate"
    RATE_RECORDED = "rate_recorded"
    TOO_LITTLE = "too_little"
    # People
    PAYEE_NAME_MISSING = "payee_name_missing"
    PAYEE_NUMBER_WRONG = "payee_number_wrong"
    BANK_CODE_WRONG = "bank_code_wrong"
    BANK_NAME_WRONG = "bank_name_wrong"
    SEAL_BROKEN = "seal_broken"
    NOBODY_DUE = "nobody_due"
    SAME_PERSON = "same_person"
    NOT_RELEASED = "not_released"
    FILE_CURRENCY = "file_currency"
    FILE_KIND = "file_kind"
    FILE_NEEDS_IBAN = "file_needs_iban"
    PAYER_UNSET = "payer_unset"
    RULES_UNREADABLE = "rules_unreadable"
    RESULTS_UNREADABLE = "results_unreadable"
    RESULTS_BAD = "results_bad"
    RESULT_UNKNOWN = "result_unknown"
    RESULT_UNCLEAR = "result_unclear"
    RESULT_AMOUNT = "result_amount"
    RESULT_CONFLICT = "result_conflict"
    BALANCE_OWING = "balance_owing"
    PAYOUT_FAILED = "payout_failed"
    PAYEE_NAME_DIFFERS = "payee_name_differs"
    PAYEE_UNKNOWN = "payee_unknown"
    PAYEE_CLOSED = "payee_closed"
    PAYEE_LIMIT = "payee_limit"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    REFERENCE_REUSED = "reference_reused"
    PREPAID_SHORT = "prepaid_short"
    PREPAID_LOW = "prepaid_low"
    SELLER_UNSET = "seller_unset"
    PERIOD_OPEN = "period_open"
    PERIOD_INVOICED = "period_invoiced"
    NOTHING_SPENT = "nothing_spent"
    PERIOD_UNKNOWN = "period_unknown"
    PERIOD_NOT_OVER = "period_not_over"
    PERIOD_NOT_CLOSED = "period_not_closed"
    DIFFERENCE_NOT_OWED = "difference_not_owed"
    CLAIM_ALREADY_YOURS = "claim_already_yours"
    CLAIM_EXACT_RIVAL = "claim_exact_rival"
    CLAIM_DECIDED_RIVAL = "claim_decided_rival"
    CLAIM_NEARER_RIVAL = "claim_nearer_rival"
    CLAIM_AMBIGUOUS = "claim_ambiguous"
    CLAIM_ONLY_YOURS = "claim_only_yours"
    CLAIM_NO_ORDER = "claim_no_order"
    CLAIM_MANY_ORDERS = "claim_many_orders"
    CLAIM_NO_CLICK = "claim_no_click"
    CLAIM_OTHER_STORE = "claim_other_store"
    CLAIM_OTHER_LEASE = "claim_other_lease"
    CLAIM_ORDER_VOID = "claim_order_void"
    CLAIM_ORDER_UNPAID = "claim_order_unpaid"
    CLAIM_TOO_EARLY = "claim_too_early"
    CLAIM_OPEN = "claim_open"
    CLAIMS_TOO_MANY = "claims_too_many"
    CLAIM_TIME_OUTSIDE = "claim_time_outside"
    CLAIM_NO_EVIDENCE = "claim_no_evidence"
    CLAIM_STALE = "claim_stale"
    CLAIM_ORDER_REPORTED = "claim_order_reported"
    CLAIM_NUMBER_MISSING = "claim_number_missing"
    CLAIM_AMOUNT_WRONG = "claim_amount_wrong"
    CLAIM_PAID_BEFORE = "claim_paid_before"
    NOT_ALLOWED = "not_allowed"
    # Measurement: why a table, or a row of it, is not credited
    TABLE_UNREADABLE = "table_unreadable"
    COLUMNS_MISSING = "columns_missing"
    COLUMN_OF_WRONG_TYPE = "column_of_wrong_type"
    SEPARATOR_UNKNOWN = "separator_unknown"
    TIME_WITHOUT_ZONE = "time_without_zone"
    ROW_TORN = "row_torn"
    PATH_EMPTY = "path_empty"
    STEP_UNNAMED = "step_unnamed"
    NUMBER_MISSING = "number_missing"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    NOT_WHOLE = "not_whole"
    TOO_LARGE = "too_large"
    VALUE_WITHOUT_CONVERSION = "value_without_conversion"
    NAME_MISSING = "name_missing"
    NOT_A_TIME = "not_a_time"
    TOUCH_AFTER_CONVERSION = "touch_after_conversion"
    CONVERTED_TWICE = "converted_twice"
    CONVERTED_UNTOUCHED = "converted_untouched"


_S = Sentence
SENTENCES: dict[Reason, Sentence] = {
    Reason.UNKNOWN_CODE: _S(
        "This link does not exist. It may have been typed wrongly, or removed.",
        "这个链接不存在，可能输错了，也可能已被移除。",
    ),
    Reason.LINK_PAUSED: _S(
        "This link is paused, so we brought you to its note instead.",
        "这个链接已暂停，先带你回到笔记。",
    ),
    Reason.ADMISSION_EXPIRED: _S(
        "The brand's admission has ended, so its link is off. The note stays.",
        "品牌的准入已到期，链接已关闭，笔记仍可阅读。",
    ),
    Reason.CAMPAIGN_OVER: _S(
        "This campaign is over, so its link is off. The note stays.",
        "这次推广已结束，链接已关闭，笔记仍可阅读。",
    ),
    Reason.BUDGET_SPENT: _S(
        "This campaign's budget is used up, so its link is off. The note stays.",
        "这次推广的预算已用完，链接已关闭，笔记仍可阅读。",
    ),
    Reason.LINK_NOT_STARTED: _S(
        "This link is not open yet, so we brought you to its note instead.",
        "这个链接尚未开放，先带你回到笔记。",
    ),
    Reason.HOST_NOT_ADMITTED: _S(
        "The destination {host} is not an admitted host. Add it to HONGMAO_ADMITTED_HOSTS "
        "if it belongs to the marketplace.",
        "目标域名 {host} 未获准入。如果它属于该电商平台，请加入 HONGMAO_ADMITTED_HOSTS。",
    ),
    Reason.BRAND_NOT_ADMITTED: _S(
        "{brand} is not admitted to the pilot on this day. An operator can admit it.",
        "{brand} 当前不在试点准入期内，请联系平台运营准入。",
    ),
    Reason.MARKETPLACE_NOT_ADMITTED: _S(
        "{brand} is not admitted for this marketplace.",
        "{brand} 未获准在该电商平台挂链。",
    ),
    Reason.CATEGORY_NOT_ADMITTED: _S(
        "{brand} is not admitted for the category {category}.",
        "{brand} 未获准推广类目“{category}”。",
    ),
    Reason.CATEGORY_DENIED: _S(
        "Notes may not link to products of the category {category}.",
        "笔记不得挂“{category}”类商品的链接。",
    ),
    Reason.PRODUCT_OF_ANOTHER_BRAND: _S(
        "This product belongs to another brand. Choose a product of {brand}.",
        "这个商品属于其他品牌，请选择 {brand} 的商品。",
    ),
    Reason.NOTE_OF_ANOTHER_CREATOR: _S(
        "Only the creator of a note can agree to a link below it.",
        "只有笔记的博主可以同意在笔记下挂链。",
    ),
    Reason.NOTE_NOT_PUBLIC: _S(
        "The note is not public, so nothing can be linked below it.",
        "笔记尚未公开，不能挂链。",
    ),
    Reason.NOTE_HAS_PLACEMENT: _S(
        "This note already carries a link. End it before attaching another.",
        "这篇笔记已有挂链，请先结束原有挂链。",
    ),
    Reason.LABEL_MISSING: _S(
        "A link cannot be shown without its label {label}.",
        "没有“{label}”标识的链接不能展示。",
    ),
    Reason.NO_TERMS: _S(
        "The campaign has no terms in force at this time. Add terms first.",
        "该推广计划此时没有生效的合作条款，请先添加条款。",
    ),
    Reason.TERMS_IN_THE_PAST: _S(
        "New terms cannot begin before now: clicks already made keep theirs.",
        "新的合作条款不能追溯生效：已有点击仍按原条款结算。",
    ),
    Reason.TERMS_USED: _S(
        "These terms are in force or have governed clicks, so they stand. Add new ones instead.",
        "这一版条款已生效或已有点击适用，不能更改。请添加新的条款。",
    ),
    Reason.TERMS_UNREADABLE: _S(
        "The terms cannot be read: {detail}. Nothing was kept; mend it and try again.",
        "无法读取合作条款：{detail}。没有保存任何内容，请修正后重试。",
    ),
    Reason.TERMS_AMOUNT: _S(
        "A bonus and a price per click or visitor must not be below zero.",
        "新客奖励、单次点击价和进店访客价都不能小于零。",
    ),
    Reason.TERMS_RATE: _S(
        "A percentage must lie between 0 and 100, and a flat amount must not be below zero.",
        "比例须在 0 到 100% 之间，固定金额不能小于零。",
    ),
    Reason.TERMS_TIERS: _S(
        "Tiers must rise: each begins above zero and above the one before it.",
        "阶梯须逐级升高：每一级的起点都要大于零，且大于上一级。",
    ),
    Reason.TERMS_RULES: _S(
        "Each rule must name products or categories, and each of those once only: {what}.",
        "每条规则都须写明商品或类目，且同一个只能出现一次：{what}。",
    ),
    Reason.TERMS_SHARES: _S(
        "The shares of creator, agency and platform come to {percent} %; they must sum to 100 %, "
        "none below zero.",
        "博主、机构与平台的分成合计为 {percent}%，须恰好为 100%，且都不小于零。",
    ),
    Reason.TERMS_AGENCY: _S(
        "An agency's share and the agency it goes to must be given together.",
        "机构分成与所属机构须同时填写。",
    ),
    Reason.TERMS_CAPS: _S(
        "A cap must not be below zero, and a day's cap not above the campaign's.",
        "上限不能小于零，每日上限也不能高于推广计划总上限。",
    ),
    Reason.TERMS_DAYS: _S(
        "The hold period must be 0 to {most} days, the credit window 1 to {most}.",
        "冻结期须为 0 到 {most} 天，归因窗口须为 1 到 {most} 天。",
    ),
    Reason.TERMS_PARTNERS: _S(
        "Preferred partners must be named where they are credited first, and nowhere else.",
        "优先归因给合作博主时须写明是哪些博主，其他方式下不能填写。",
    ),
    Reason.TERMS_CURRENCY: _S(
        "Terms in {currency} do not fit: they must be in the campaign's own currency.",
        "币种 {currency} 不适用：合作条款须使用推广计划的币种。",
    ),
    Reason.STORE_RATING_LOW: _S(
        "The store {store} is rated {rating}; the pilot asks for {least} or more.",
        "店铺 {store} 评分 {rating}，试点要求不低于 {least}。",
    ),
    Reason.NO_STORE: _S(
        "The brand has no store yet. Add one, then admit it.",
        "该品牌还没有店铺，请先添加店铺再准入。",
    ),
    Reason.DOCUMENTS_MISSING: _S(
        "The application lacks its documents: business licence and trademark.",
        "申请缺少资质文件：营业执照与商标注册证。",
    ),
    Reason.WRONG_STATE: _S(
        "This is {state} already; reload the page to see where it stands.",
        "当前状态为“{state}”，请刷新页面查看。",
    ),
    Reason.NOT_A_CREATOR: _S(
        "{name} is not a creator: only creators have a number with a marketplace.",
        "{name} 不是博主，只有博主才有平台渠道编号。",
    ),
    Reason.RELATION_UNREADABLE: _S(
        "{relation} is no relation id: up to 18 digits, as the marketplace's back office shows it.",
        "{relation} 不是渠道关系 ID：应为最多 18 位数字，以平台后台显示为准。",
    ),
    Reason.RELATION_TAKEN: _S(
        "Relation id {relation} is another creator's. Look it up in the marketplace's back office.",
        "渠道关系 ID {relation} 已属于另一位博主，请在平台后台核对。",
    ),
    Reason.NO_ADZONE: _S(
        "The account has no adzone. List at least one pid in HONGMAO_TAOBAO_PIDS.",
        "账户没有可用的推广位，请在 HONGMAO_TAOBAO_PIDS 中至少填写一个 pid。",
    ),
    Reason.MARKETPLACE_REFUSED: _S(
        "The marketplace refused: {detail}. Nothing was changed; mend it and try again.",
        "电商平台拒绝了请求：{detail}。没有任何改动，请修正后重试。",
    ),
    Reason.CLOCKS_APART: _S(
        "Clicks are {seconds} s apart between our clock and that of {marketplace}. Matching allows "
        "for it; turn on NTP on this machine.",
        "本机与 {marketplace} 的点击时间相差 {seconds} 秒。匹配已作校正，请在本机开启 NTP 校时。",
    ),
    Reason.ADZONES_LOW: _S(
        "{free} of {total} adzones are free; days left at this rate: about {days}. Add pids to "
        "HONGMAO_TAOBAO_PIDS, or end links that nobody needs: their adzones come free later.",
        "{total} 个推广位中有 {free} 个空闲，按目前速度约 {days} 天后用完。请在 "
        "HONGMAO_TAOBAO_PIDS 中补充 pid，或结束不再需要的挂链，其推广位稍后释放。",
    ),
    Reason.ADZONES_EXHAUSTED: _S(
        "None of {total} adzones is free: new links share one, and orders that fit two links "
        "wait as ambiguous. Add pids to HONGMAO_TAOBAO_PIDS, or end links that nobody needs.",
        "{total} 个推广位已全部占用：新挂链将共用推广位，难以区分的订单会标为存疑。请在 "
        "HONGMAO_TAOBAO_PIDS 中补充 pid，或结束不再需要的挂链。",
    ),
    Reason.BOT: _S("The visitor says it is a program.", "访问者自称是程序。"),
    Reason.PREFETCH: _S("A browser fetched this ahead of a person.", "浏览器预取，并非真人点击。"),
    Reason.HEAD: _S("Only the headers were asked for.", "仅请求了响应头。"),
    Reason.NO_AGENT: _S("The visitor did not say what it is.", "访问者没有说明自己是什么。"),
    Reason.REPEATED: _S("The same thing was seen already.", "已经记录过同样的内容。"),
    Reason.BODY_TOO_LARGE: _S(
        "The body is larger than {limit} bytes. Send fewer events at a time.",
        "请求体超过 {limit} 字节，请分批发送。",
    ),
    Reason.MALFORMED: _S(
        "The body is not a batch of events: {detail}.",
        "请求体不是一批合法的事件：{detail}。",
    ),
    Reason.BAD_VIEW_TOKEN: _S(
        "The view token was not issued by this community for this link.",
        "曝光令牌不是本社区为此链接签发的。",
    ),
    Reason.VIEW_EXPIRED: _S(
        "The page was opened too long ago; reload it.", "页面打开太久，请刷新。"
    ),
    Reason.NOT_FOUND: _S("There is nothing at this address.", "这个地址没有内容。"),
    Reason.METHOD_NOT_ALLOWED: _S(
        "This address does not take that method.", "这个地址不接受该请求方法。"
    ),
    Reason.BAD_REQUEST: _S(
        "The request is broken or too long, so it was not answered. Open the link again.",
        "请求不完整或过长，无法处理，请重新打开链接。",
    ),
    Reason.TOO_SLOW: _S(
        "The request took too long to arrive. Open the link again.",
        "请求迟迟没有传完，请重新打开链接。",
    ),
    Reason.BAD_SIGNATURE: _S(
        "The signature does not belong to this message and this sender. Check the address and the "
        "secret, in HONGMAO_SHOPIFY_SHOPS or HONGMAO_TAOBAO_APP_SECRET; nothing was kept.",
        "签名与消息或发送方不符。请核对地址，以及 HONGMAO_SHOPIFY_SHOPS 或 "
        "HONGMAO_TAOBAO_APP_SECRET 中的密钥；没有保存任何内容。",
    ),
    Reason.UNKNOWN_SENDER: _S(
        "No network of HONGMAO_POSTBACKS has this token. Copy the address anew from "
        "`hongmao postback`.",
        "HONGMAO_POSTBACKS 中没有使用此令牌的联盟，请用 `hongmao postback` 重新获取地址。",
    ),
    Reason.ADDRESS_NOT_ALLOWED: _S(
        "{address} is not among the addresses that {network} calls from. Add it to that network in "
        "HONGMAO_POSTBACKS if it is right.",
        "{address} 不在 {network} 的允许地址内。如果无误，请在 HONGMAO_POSTBACKS 中加入该地址。",
    ),
    Reason.MESSAGE_UNREADABLE: _S(
        "The message cannot be read: {detail}. Nothing of it was kept; mend it and send it again.",
        "无法读取该消息：{detail}。没有保存任何内容，请修正后重新发送。",
    ),
    Reason.MESSAGE_TOO_LARGE: _S(
        "The message is larger than {limit} bytes, so nothing of it was read.",
        "消息超过 {limit} 字节，未作读取。",
    ),
    Reason.TIME_IN_FUTURE: _S(
        "The time it says is more than {minutes} minutes in the future, so it is dated when it "
        "came. Look at the sender's clock and the unit of its time.",
        "消息中的时间比现在晚 {minutes} 分钟以上，已改用收到的时间。请检查发送方的时钟和时间单位。",
    ),
    Reason.BUSY: _S(
        "The database is busy. Nothing was kept; send it again in a few seconds.",
        "数据库繁忙，没有保存任何内容，请几秒后重新发送。",
    ),
    Reason.PORT_IN_USE: _S(
        "Port {port} on {host} is in use by another program. Stop that program, or set {setting} "
        "to another port (0 takes any free one).",
        "{host} 的端口 {port} 已被其他程序占用。请停止该程序，或把 {setting} 设为其他端口"
        "（0 表示任选空闲端口）。",
    ),
    Reason.DISK_REFUSES: _S(
        "The disk does not take the event log in {folder}: {detail}. Free space or mend the disk; "
        "readers are redirected meanwhile, and events wait in memory.",
        "磁盘无法写入 {folder} 中的事件日志：{detail}。请清理空间或修复磁盘；"
        "其间读者照常跳转，事件暂存于内存。",
    ),
    Reason.UNBALANCED: _S(
        "The entries of a transfer must sum to zero in each currency, with two or more of them.",
        "转账的分录必须不少于两条，且按币种合计为零。",
    ),
    Reason.ALREADY_CLOSED: _S(
        "This hold was posted or voided already.", "这笔冻结已经入账或作废。"
    ),
    Reason.KEY_REUSED: _S(
        "The key {key} was used for a different transfer. Nothing was written.",
        "键 {key} 已用于另一笔转账，本次没有写入。",
    ),
    Reason.BELOW_ZERO: _S(
        "The account {account} does not hold enough {currency} for this. Nothing was written; put "
        "money in first, or take less.",
        "账户 {account} 的 {currency} 余额不足，本次没有写入。请先充值或减少金额。",
    ),
    Reason.PERIOD_CLOSED: _S(
        "The books are closed until {until}. Nothing was written; enter a correction dated today.",
        "{until} 之前的账期已关账，本次没有写入。请以今天的日期记一笔更正。",
    ),
    Reason.CLOSING_OUT_OF_TURN: _S(
        "Books are closed up to a moment that has passed, and never to an earlier one than before.",
        "只能关账到已经过去的时间，且不能早于上一次关账。",
    ),
    Reason.NO_RATE: _S(
        "No rate from {base} to {quote} is recorded for that moment. Record one, then convert.",
        "该时间没有 {base} 到 {quote} 的汇率记录，请先登记汇率再换算。",
    ),
    Reason.RATE_RECORDED: _S(
        "Another rate of {base} in {quote} is recorded for {at}. Record the new one for a later "
        "moment.",
        "{at} 已登记另一个 {base} 兑 {quote} 的汇率，新汇率请登记在更晚的时间。",
    ),
    Reason.TOO_LITTLE: _S(
        "{amount} comes to nothing in {quote}. Convert more at once.",
        "{amount} 换算为 {quote} 后不足最小单位，请一次换算更多。",
    ),
    Reason.PAYEE_NAME_MISSING: _S(
        "Enter the name the account is held in, at most 70 characters.",
        "请填写账户的户名，不超过 70 个字。",
    ),
    Reason.PAYEE_NUMBER_WRONG: _S(
        "This is no account of that kind. Alipay takes an e-mail address or a mobile number; a "
        "bank account has 8 to 30 digits or is an IBAN. Check it for slips.",
        "账号与账户类型不符。支付宝账号为邮箱或手机号；银行账号为 8 至 30 位数字或 IBAN。请核对。",
    ),
    Reason.BANK_CODE_WRONG: _S(
        "A bank's code is a BIC of 8 or 11 characters, or 12 digits. Leave it empty if unsure.",
        "银行代码应为 8 或 11 位 BIC，或 12 位联行号；不确定可留空。",
    ),
    Reason.BANK_NAME_WRONG: _S(
        "Name the account that pays by 1 to 20 of a-z, 0-9 and -, as in the ledger.",
        "付款账户名应为 1 至 20 个小写字母、数字或连字符，与账本一致。",
    ),
    Reason.SEAL_BROKEN: _S(
        "This account was kept under another HONGMAO_SECRET and cannot be read. Set the former "
        "secret again, or have its owner enter the account anew.",
        "该账户以另一个 HONGMAO_SECRET 加密，无法读取。请恢复原密钥，或请本人重新填写账户。",
    ),
    Reason.NOBODY_DUE: _S(
        "Nobody is due: every balance is below its threshold, lacks an account of this kind, or is "
        "on its way already.",
        "没有可打款的博主：余额未达门槛、没有该类账户，或已在打款途中。",
    ),
    Reason.SAME_PERSON: _S(
        "Whoever made a batch cannot release it. Ask another operator.",
        "制单人不能复核放行自己的批次，请另一位运营放行。",
    ),
    Reason.NOT_RELEASED: _S(
        "Files are there once another person has released the batch.",
        "批次经另一人放行后才能下载文件。",
    ),
    Reason.FILE_CURRENCY: _S(
        "This file cannot carry {currency}. Choose another file for this batch.",
        "该文件不支持 {currency}，请为本批次选择其他文件。",
    ),
    Reason.FILE_KIND: _S(
        "This file is for another kind of account. Choose another file for this batch.",
        "该文件用于另一类账户，请为本批次选择其他文件。",
    ),
    Reason.FILE_NEEDS_IBAN: _S(
        "Accounts in this batch without an IBAN: {count}. Use the bank's own file for them.",
        "本批次有 {count} 个账户不是 IBAN，请改用银行自有格式的文件。",
    ),
    Reason.PAYER_UNSET: _S(
        "The file names who pays: set {setting} first.",
        "文件需要写明付款方，请先设置 {setting}。",
    ),
    Reason.RULES_UNREADABLE: _S(
        "The tax rules in {file} cannot be used: {detail}. Nobody is paid before that is mended.",
        "{file} 中的代扣规则无法使用：{detail}。修正前不会打款。",
    ),
    Reason.RESULTS_UNREADABLE: _S(
        "The file cannot be read as results: {detail}. Nothing was changed.",
        "无法按打款结果读取该文件：{detail}。没有任何改动。",
    ),
    Reason.RESULTS_BAD: _S(
        "Nothing was changed: rows that do not fit: {count}, the first on line {line}.",
        "没有任何改动：有 {count} 行无法处理，首个在第 {line} 行。",
    ),
    Reason.RESULT_UNKNOWN: _S(
        "{payout} is no payout that was released.", "没有已放行的打款 {payout}。"
    ),
    Reason.RESULT_UNCLEAR: _S(
        "{result!r} says neither succeeded, failed nor returned.",
        "“{result}”不是成功、失败或退回。",
    ),
    Reason.RESULT_AMOUNT: _S(
        "{payout} was for {amount}, the row says {said}.",
        "{payout} 的金额为 {amount}，该行为 {said}。",
    ),
    Reason.RESULT_CONFLICT: _S(
        "{payout} is {state} already, and cannot be {result}.",
        "{payout} 状态为 {state}，不能改为 {result}。",
    ),
    Reason.BALANCE_OWING: _S(
        "Refunds took more than the balance held, so this payout was called back. New "
        "earnings make it up first.",
        "退款使余额不足，本次打款已撤回，后续收入将先补足差额。",
    ),
    Reason.PAYOUT_FAILED: _S(
        "The payment did not go through. The money is back in your balance; check your account "
        "and it goes out with the next batch.",
        "打款未成功，金额已退回余额。请核对收款账户，下一批次将重新打款。",
    ),
    Reason.PAYEE_NAME_DIFFERS: _S(
        "The name does not belong to the account. The money is back in your balance; enter the "
        "name exactly as the account is held.",
        "户名与账号不符，金额已退回余额。请按开户姓名重新填写。",
    ),
    Reason.PAYEE_UNKNOWN: _S(
        "The account was not found. The money is back in your balance; check the number.",
        "收款账户不存在，金额已退回余额。请核对账号。",
    ),
    Reason.PAYEE_CLOSED: _S(
        "The account is closed or frozen. The money is back in your balance; enter another one.",
        "收款账户已销户或冻结，金额已退回余额。请更换收款账户。",
    ),
    Reason.PAYEE_LIMIT: _S(
        "The account may not receive this amount. The money is back in your balance; raise its "
        "limit or enter another account.",
        "超过收款账户限额，金额已退回余额。请提升限额或更换账户。",
    ),
    Reason.AMOUNT_NOT_POSITIVE: _S("The amount must be more than zero.", "金额必须大于零。"),
    Reason.REFERENCE_REUSED: _S(
        "{reference} is recorded with other figures already. Nothing was written; compare it with "
        "the bank's statement.",
        "凭证号 {reference} 已按其他内容入账，本次没有写入。请与银行流水核对。",
    ),
    Reason.PREPAID_SHORT: _S(
        "{brand} has {amount} prepaid and free; no more can be paid back.",
        "{brand} 可退的预付余额为 {amount}，不能超额退款。",
    ),
    Reason.PREPAID_LOW: _S(
        "Your prepaid balance is below {least}. When it is used up, what terms promise beyond the "
        "marketplace's commission stops: top it up in time.",
        "预付余额低于 {least}。用完后，平台佣金以外的条款承诺将停止，请及时充值。",
    ),
    Reason.SELLER_UNSET: _S(
        "An invoice names who issues it: set HONGMAO_COMPANY_NAME first.",
        "费用单需要写明开具方，请先设置 HONGMAO_COMPANY_NAME。",
    ),
    Reason.PERIOD_OPEN: _S(
        "The period is not over. Invoice it from {day} on.",
        "该期间尚未结束，请于 {day} 起开票。",
    ),
    Reason.PERIOD_INVOICED: _S(
        "Part of this period is on invoice {number} already.",
        "该期间已有部分列入费用单 {number}。",
    ),
    Reason.NOTHING_SPENT: _S(
        "Nothing was spent in this period, so there is nothing to invoice.",
        "该期间没有消耗，无需开票。",
    ),
    Reason.PERIOD_UNKNOWN: _S(
        "{period} is no month. Write it as 2026-10.", "{period} 不是月份，请写成 2026-10 的形式。"
    ),
    Reason.PERIOD_NOT_OVER: _S(
        "{period} is not over yet. Close it once its last day has passed.",
        "{period} 尚未结束，请在该月最后一天过后再结账。",
    ),
    Reason.PERIOD_NOT_CLOSED: _S(
        "{period} is not closed yet. Run `hongmao settle` first, then reconcile it.",
        "{period} 尚未结账，请先运行 `hongmao settle`，再对账。",
    ),
    Reason.DIFFERENCE_NOT_OWED: _S(
        "{cause} is nothing that the marketplace settled otherwise: mend what causes it, then "
        "reconcile again.",
        "“{cause}”不是平台结算差额，请先处理其原因，再重新对账。",
    ),
    Reason.CLAIM_ALREADY_YOURS: _S(
        "The order is credited to your note already. Look for it on your earnings page.",
        "这笔订单已计入你的笔记，请在收益页查看。",
    ),
    Reason.CLAIM_EXACT_RIVAL: _S(
        "The marketplace named the click that the order came from, and it is on another note. "
        "Nobody can change that.",
        "电商平台指明了订单来自哪次点击，那次点击在另一篇笔记上，无法更改。",
    ),
    Reason.CLAIM_DECIDED_RIVAL: _S(
        "An operator has credited this order to another note after looking at the evidence. "
        "If you know more, say what.",
        "平台运营核对证据后已将这笔订单计入另一篇笔记。如有新的证据，请写明。",
    ),
    Reason.CLAIM_NEARER_RIVAL: _S(
        "A click on another note is nearer to the marketplace's click time than yours.",
        "另一篇笔记上的点击比你的更接近电商平台记录的点击时间。",
    ),
    Reason.CLAIM_AMBIGUOUS: _S(
        "Your click and clicks on other notes both fit the order, and nothing tells which it was.",
        "你的点击与其他笔记上的点击都与订单相符，无法判断来自哪一次。",
    ),
    Reason.CLAIM_ONLY_YOURS: _S(
        "A click on your note fits the order, and no other does.",
        "你的笔记上有一次点击与订单相符，且没有其他点击相符。",
    ),
    Reason.CLAIM_NO_ORDER: _S(
        "The marketplace has reported no such order. Check the order's number and the time; "
        "orders may take a day to be reported.",
        "电商平台没有上报这笔订单。请核对订单号和时间；订单可能需要一天才会上报。",
    ),
    Reason.CLAIM_MANY_ORDERS: _S(
        "Several orders fit what was said. The order's number tells which is meant.",
        "有多笔订单符合描述，请提供订单号以便确认。",
    ),
    Reason.CLAIM_NO_CLICK: _S(
        "There is no click on your links in the time from which the order can have come.",
        "在订单可能对应的时间内，你的链接没有点击。",
    ),
    Reason.CLAIM_OTHER_STORE: _S(
        "What was bought is not of the store that your link leads to.",
        "所购商品不属于你的链接所指向的店铺。",
    ),
    Reason.CLAIM_OTHER_LEASE: _S(
        "The marketplace says that the order came through another link than yours.",
        "电商平台的记录显示，订单来自另一条链接。",
    ),
    Reason.CLAIM_ORDER_VOID: _S(
        "The order was closed or refunded before it settled, so it earns nothing.",
        "订单在结算前已关闭或退款，没有佣金。",
    ),
    Reason.CLAIM_ORDER_UNPAID: _S(
        "The order is not paid yet. It is credited by itself once it is.",
        "订单尚未付款，付款后会自动计入。",
    ),
    Reason.CLAIM_TOO_EARLY: _S(
        "The clicks of that time are not all in yet. Look again in some minutes.",
        "该时段的点击尚未全部入库，请过几分钟再看。",
    ),
    Reason.CLAIM_OPEN: _S(
        "A claim on this order is being looked at already. Its answer comes first.",
        "这笔订单已有申诉正在处理，请等待结果。",
    ),
    Reason.CLAIMS_TOO_MANY: _S(
        "You have filed {limit} claims within {days} days. Wait for their answers first.",
        "你在 {days} 天内已提交 {limit} 次申诉，请先等待处理结果。",
    ),
    Reason.CLAIM_TIME_OUTSIDE: _S(
        "The time must lie within the last {days} days.",
        "时间必须在最近 {days} 天之内。",
    ),
    Reason.CLAIM_NO_EVIDENCE: _S(
        "No evidence has been gathered yet. Gather it, then decide.",
        "尚未收集证据，请先收集再作决定。",
    ),
    Reason.CLAIM_STALE: _S(
        "The order has changed since the evidence was gathered. Gather it again, then decide.",
        "收集证据后订单有变化，请重新收集再作决定。",
    ),
    Reason.CLAIM_ORDER_REPORTED: _S(
        "The marketplace has reported this order. Gather the evidence again and credit the order.",
        "电商平台已上报这笔订单，请重新收集证据并将订单计入。",
    ),
    Reason.CLAIM_NUMBER_MISSING: _S(
        "Without the order's number it might be paid twice. Ask the creator for it.",
        "没有订单号可能重复支付，请向博主索取。",
    ),
    Reason.CLAIM_AMOUNT_WRONG: _S(
        "The amount must be more than nothing and at most what was paid for the order: {most}.",
        "金额必须大于零，且不超过订单实付金额：{most}。",
    ),
    Reason.CLAIM_PAID_BEFORE: _S(
        "This order was paid for by another claim already. Nothing was written.",
        "这笔订单已通过另一次申诉支付，本次没有写入。",
    ),
    Reason.NOT_ALLOWED: _S(
        "Your account may not do this. Log in as someone who may.",
        "你的账号无权进行此操作，请换用有权限的账号登录。",
    ),
    Reason.TABLE_UNREADABLE: _S(
        "{table} cannot be read: {detail}. It may be torn, or of another kind than its name says.",
        "无法读取 {table}：{detail}。文件可能不完整，或与其扩展名不符。",
    ),
    Reason.COLUMNS_MISSING: _S(
        "{table} lacks {missing}. It has: {found}.",
        "{table} 缺少列 {missing}。现有列：{found}。",
    ),
    Reason.COLUMN_OF_WRONG_TYPE: _S(
        "{table}, column {column}: {kind} cannot be read as {wanted}.",
        "{table} 的 {column} 列：{kind} 无法读作 {wanted}。",
    ),
    Reason.SEPARATOR_UNKNOWN: _S(
        "{table}: no path reads as touches parted by {separator!r}; row {row} is {value!r}. "
        "Name what parts them with --sep, for example --sep {guess!r}.",
        "{table}：没有一条路径以 {separator!r} 分隔触点，第 {row} 行为 {value!r}。"
        "请用 --sep 指定分隔符，例如 --sep {guess!r}。",
    ),
    Reason.TIME_WITHOUT_ZONE: _S(
        "{table}, row {row}: {column} is {value}, a time without a zone. Write its offset, or "
        "milliseconds UTC.",
        "{table} 第 {row} 行：{column} 为 {value}，没有时区。请写明时差，或改用 UTC 毫秒数。",
    ),
    Reason.ROW_TORN: _S(
        "{table}, row {row}: it has more or fewer cells than the header: {value!r}.",
        "{table} 第 {row} 行：单元格数与表头不符：{value!r}。",
    ),
    Reason.PATH_EMPTY: _S(
        "{table}, row {row}: the path is empty.", "{table} 第 {row} 行：路径为空。"
    ),
    Reason.STEP_UNNAMED: _S(
        "{table}, row {row}: a touch of the path {value!r} has no name.",
        "{table} 第 {row} 行：路径 {value!r} 中有一个触点没有名称。",
    ),
    Reason.NUMBER_MISSING: _S(
        "{table}, row {row}: {column} is empty. Write 0 where there is none.",
        "{table} 第 {row} 行：{column} 为空。没有时请写 0。",
    ),
    Reason.NOT_A_NUMBER: _S(
        "{table}, row {row}: {column} is {value!r}, which is no finite number.",
        "{table} 第 {row} 行：{column} 为 {value!r}，不是有限的数。",
    ),
    Reason.NEGATIVE: _S(
        "{table}, row {row}: {column} is {value}, below zero.",
        "{table} 第 {row} 行：{column} 为 {value}，小于零。",
    ),
    Reason.NOT_WHOLE: _S(
        "{table}, row {row}: {column} is {value}, and must be a whole number.",
        "{table} 第 {row} 行：{column} 为 {value}，必须是整数。",
    ),
    Reason.TOO_LARGE: _S(
        "{table}, row {row}: {column} is {value}, beyond what can be summed exactly.",
        "{table} 第 {row} 行：{column} 为 {value}，超出可精确求和的范围。",
    ),
    Reason.VALUE_WITHOUT_CONVERSION: _S(
        "{table}, row {row}: it has a value of {value} and no conversion.",
        "{table} 第 {row} 行：价值为 {value}，却没有转化。",
    ),
    Reason.NAME_MISSING: _S(
        "{table}, row {row}: {column} is empty.", "{table} 第 {row} 行：{column} 为空。"
    ),
    Reason.NOT_A_TIME: _S(
        "{table}, row {row}: {column} is {value!r}, which is no time.",
        "{table} 第 {row} 行：{column} 为 {value!r}，不是时间。",
    ),
    Reason.TOUCH_AFTER_CONVERSION: _S(
        "{table}, row {row}: the touch comes after its journey converted.",
        "{table} 第 {row} 行：触点晚于其旅程的转化时间。",
    ),
    Reason.CONVERTED_TWICE: _S(
        "{table}, row {row}: journey {value!r} has converted in an earlier row.",
        "{table} 第 {row} 行：旅程 {value!r} 在前面的行中已经转化。",
    ),
    Reason.CONVERTED_UNTOUCHED: _S(
        "{table}, row {row}: journey {value!r} has no touch before it converted.",
        "{table} 第 {row} 行：旅程 {value!r} 在转化之前没有触点。",
    ),
}


class Refusal(Exception):
    """A rule said no. Carries the reason and the facts its sentence needs; nothing was written."""

    def __init__(self, reason: Reason, **facts: object) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The sentence, in the reader's language."""
        return SENTENCES[self.reason].text(language, **self.facts)
