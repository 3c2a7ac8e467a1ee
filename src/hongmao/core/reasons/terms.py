"""Sentences about terms."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.NO_TERMS: Sentence(
        "The campaign has no terms in force at this time. Add terms first.",
        "该推广计划此时没有生效的合作条款，请先添加条款。",
    ),
    Reason.TERMS_IN_THE_PAST: Sentence(
        "New terms cannot begin before now: clicks already made keep theirs.",
        "新的合作条款不能追溯生效：已有点击仍按原条款结算。",
    ),
    Reason.TERMS_USED: Sentence(
        "These terms are in force or have governed clicks, so they stand. Add new ones instead.",
        "这一版条款已生效或已有点击适用，不能更改。请添加新的条款。",
    ),
    Reason.TERMS_UNREADABLE: Sentence(
        "The terms cannot be read: {detail}. Nothing was kept; mend it and try again.",
        "无法读取合作条款：{detail}。没有保存任何内容，请修正后重试。",
    ),
    Reason.TERMS_AMOUNT: Sentence(
        "A bonus and a price per click or visitor must not be below zero.",
        "新客奖励、单次点击价和进店访客价都不能小于零。",
    ),
    Reason.TERMS_RATE: Sentence(
        "A percentage must lie between 0 and 100, and a flat amount must not be below zero.",
        "比例须在 0 到 100% 之间，固定金额不能小于零。",
    ),
    Reason.TERMS_TIERS: Sentence(
        "Tiers must rise: each begins above zero and above the one before it.",
        "阶梯须逐级升高：每一级的起点都要大于零，且大于上一级。",
    ),
    Reason.TERMS_RULES: Sentence(
        "Each rule must name products or categories, and each of those once only: {what}.",
        "每条规则都须写明商品或类目，且同一个只能出现一次：{what}。",
    ),
    Reason.TERMS_SHARES: Sentence(
        "The shares of creator, agency and platform come to {percent} %; they must sum to 100 %, "
        "none below zero.",
        "博主、机构与平台的分成合计为 {percent}%，须恰好为 100%，且都不小于零。",
    ),
    Reason.TERMS_AGENCY: Sentence(
        "An agency's share and the agency it goes to must be given together.",
        "机构分成与所属机构须同时填写。",
    ),
    Reason.TERMS_CAPS: Sentence(
        "A cap must not be below zero, and a day's cap not above the campaign's.",
        "上限不能小于零，每日上限也不能高于推广计划总上限。",
    ),
    Reason.TERMS_DAYS: Sentence(
        "The hold period must be 0 to {most} days, the credit window 1 to {most}.",
        "冻结期须为 0 到 {most} 天，归因窗口须为 1 到 {most} 天。",
    ),
    Reason.TERMS_PARTNERS: Sentence(
        "Preferred partners must be named where they are credited first, and nowhere else.",
        "优先归因给合作博主时须写明是哪些博主，其他方式下不能填写。",
    ),
    Reason.TERMS_CURRENCY: Sentence(
        "Terms in {currency} do not fit: they must be in the campaign's own currency.",
        "币种 {currency} 不适用：合作条款须使用推广计划的币种。",
    ),
}
