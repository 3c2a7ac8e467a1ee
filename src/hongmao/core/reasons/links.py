"""Sentences about links, placements, admissions and matching."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.UNKNOWN_CODE: Sentence(
        "This link does not exist. It may have been typed wrongly, or removed.",
        "这个链接不存在，可能输错了，也可能已被移除。",
    ),
    Reason.LINK_PAUSED: Sentence(
        "This link is paused, so we brought you to its note instead.",
        "这个链接已暂停，先带你回到笔记。",
    ),
    Reason.ADMISSION_EXPIRED: Sentence(
        "The brand's admission has ended, so its link is off. The note stays.",
        "品牌的准入已到期，链接已关闭，笔记仍可阅读。",
    ),
    Reason.CAMPAIGN_OVER: Sentence(
        "This campaign is over, so its link is off. The note stays.",
        "这次推广已结束，链接已关闭，笔记仍可阅读。",
    ),
    Reason.BUDGET_SPENT: Sentence(
        "This campaign's budget is used up, so its link is off. The note stays.",
        "这次推广的预算已用完，链接已关闭，笔记仍可阅读。",
    ),
    Reason.LINK_NOT_STARTED: Sentence(
        "This link is not open yet, so we brought you to its note instead.",
        "这个链接尚未开放，先带你回到笔记。",
    ),
    Reason.HOST_NOT_ADMITTED: Sentence(
        "The destination {host} is not an admitted host. Add it to HONGMAO_ADMITTED_HOSTS "
        "if it belongs to the marketplace.",
        "目标域名 {host} 未获准入。如果它属于该电商平台，请加入 HONGMAO_ADMITTED_HOSTS。",
    ),
    Reason.BRAND_NOT_ADMITTED: Sentence(
        "{brand} is not admitted to the pilot on this day. An operator can admit it.",
        "{brand} 当前不在试点准入期内，请联系平台运营准入。",
    ),
    Reason.MARKETPLACE_NOT_ADMITTED: Sentence(
        "{brand} is not admitted for this marketplace.",
        "{brand} 未获准在该电商平台挂链。",
    ),
    Reason.CATEGORY_NOT_ADMITTED: Sentence(
        "{brand} is not admitted for the category {category}.",
        "{brand} 未获准推广类目“{category}”。",
    ),
    Reason.CATEGORY_DENIED: Sentence(
        "Notes may not link to products of the category {category}.",
        "笔记不得挂“{category}”类商品的链接。",
    ),
    Reason.PRODUCT_OF_ANOTHER_BRAND: Sentence(
        "This product belongs to another brand. Choose a product of {brand}.",
        "这个商品属于其他品牌，请选择 {brand} 的商品。",
    ),
    Reason.NOTE_OF_ANOTHER_CREATOR: Sentence(
        "Only the creator of a note can agree to a link below it.",
        "只有笔记的博主可以同意在笔记下挂链。",
    ),
    Reason.NOTE_NOT_PUBLIC: Sentence(
        "The note is not public, so nothing can be linked below it.",
        "笔记尚未公开，不能挂链。",
    ),
    Reason.NOTE_HAS_PLACEMENT: Sentence(
        "This note already carries a link. End it before attaching another.",
        "这篇笔记已有挂链，请先结束原有挂链。",
    ),
    Reason.LABEL_MISSING: Sentence(
        "A link cannot be shown without its label {label}.",
        "没有“{label}”标识的链接不能展示。",
    ),
    Reason.STORE_RATING_LOW: Sentence(
        "The store {store} is rated {rating}; the pilot asks for {least} or more.",
        "店铺 {store} 评分 {rating}，试点要求不低于 {least}。",
    ),
    Reason.NO_STORE: Sentence(
        "The brand has no store yet. Add one, then admit it.",
        "该品牌还没有店铺，请先添加店铺再准入。",
    ),
    Reason.DOCUMENTS_MISSING: Sentence(
        "The application lacks its documents: business licence and trademark.",
        "申请缺少资质文件：营业执照与商标注册证。",
    ),
    Reason.WRONG_STATE: Sentence(
        "This is {state} already; reload the page to see where it stands.",
        "当前状态为“{state}”，请刷新页面查看。",
    ),
    Reason.NO_ADZONE: Sentence(
        "The account has no adzone. List at least one pid in HONGMAO_TAOBAO_PIDS.",
        "账户没有可用的推广位，请在 HONGMAO_TAOBAO_PIDS 中至少填写一个 pid。",
    ),
    Reason.NOT_A_CREATOR: Sentence(
        "{name} is not a creator: only creators have a number with a marketplace.",
        "{name} 不是博主，只有博主才有平台渠道编号。",
    ),
    Reason.RELATION_UNREADABLE: Sentence(
        "{relation} is no relation id: up to 18 digits, as the marketplace's back office shows it.",
        "{relation} 不是渠道关系 ID：应为最多 18 位数字，以平台后台显示为准。",
    ),
    Reason.RELATION_TAKEN: Sentence(
        "Relation id {relation} is another creator's. Look it up in the marketplace's back office.",
        "渠道关系 ID {relation} 已属于另一位博主，请在平台后台核对。",
    ),
    Reason.MARKETPLACE_REFUSED: Sentence(
        "The marketplace refused: {detail}. Nothing was changed; mend it and try again.",
        "电商平台拒绝了请求：{detail}。没有任何改动，请修正后重试。",
    ),
    Reason.CLOCKS_APART: Sentence(
        "Clicks are {seconds} s apart between our clock and that of {marketplace}. Matching allows "
        "for it; turn on NTP on this machine.",
        "本机与 {marketplace} 的点击时间相差 {seconds} 秒。匹配已作校正，请在本机开启 NTP 校时。",
    ),
    Reason.ADZONES_LOW: Sentence(
        "{free} of {total} adzones are free; days left at this rate: about {days}. Add pids to "
        "HONGMAO_TAOBAO_PIDS, or end links that nobody needs: their adzones come free later.",
        "{total} 个推广位中有 {free} 个空闲，按目前速度约 {days} 天后用完。请在 "
        "HONGMAO_TAOBAO_PIDS 中补充 pid，或结束不再需要的挂链，其推广位稍后释放。",
    ),
    Reason.ADZONES_EXHAUSTED: Sentence(
        "None of {total} adzones is free: new links share one, and orders that fit two links "
        "wait as ambiguous. Add pids to HONGMAO_TAOBAO_PIDS, or end links that nobody needs.",
        "{total} 个推广位已全部占用：新挂链将共用推广位，难以区分的订单会标为存疑。请在 "
        "HONGMAO_TAOBAO_PIDS 中补充 pid，或结束不再需要的挂链。",
    ),
}
