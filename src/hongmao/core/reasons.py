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
    # People
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
