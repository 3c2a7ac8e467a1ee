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
    STORE_RATING_LOW = "store_rating_low"
    NO_STORE = "no_store"
    DOCUMENTS_MISSING = "documents_missing"
    WRONG_STATE = "wrong_state"
    NO_ADZONE = "no_adzone"
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
    # The machine
    PORT_IN_USE = "port_in_use"
    DISK_REFUSES = "disk_refuses"
    # Money
    UNBALANCED = "unbalanced"
    ALREADY_CLOSED = "already_closed"
    KEY_REUSED = "key_reused"
    # Claims: what the evidence says
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
    # Claims: why one cannot be filed or decided so
    CLAIM_OPEN = "claim_open"
    CLAIMS_TOO_MANY = "claims_too_many"
    CLAIM_TIME_OUTSIDE = "claim_time_outside"
    CLAIM_NO_EVIDENCE = "claim_no_evidence"
    CLAIM_STALE = "claim_stale"
    CLAIM_ORDER_REPORTED = "claim_order_reported"
    CLAIM_NUMBER_MISSING = "claim_number_missing"
    CLAIM_AMOUNT_WRONG = "claim_amount_wrong"
    CLAIM_PAID_BEFORE = "claim_paid_before"
    # People
    NOT_ALLOWED = "not_allowed"


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
        "The signature does not belong to this body and this shop. Check the shop's name in the "
        "address and its secret in HONGMAO_SHOPIFY_SHOPS; nothing was kept.",
        "签名与请求体或店铺不符。请核对地址中的店铺名和 HONGMAO_SHOPIFY_SHOPS 中的密钥；"
        "没有保存任何内容。",
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
