"""Sentences about who asks for cards."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.UNKNOWN_INTEGRATOR: Sentence(
        "No integrator has this key. Send `Authorization: Bearer <key>` with the key that "
        "`hongmao integrator add` printed.",
        "没有使用此密钥的接入方。请以 `Authorization: Bearer <密钥>` 发送 "
        "`hongmao integrator add` 打印的密钥。",
    ),
    Reason.INTEGRATOR_TAKEN: Sentence(
        "{name}, or one of its origins, belongs to an integrator already.",
        "{name} 或其中一个来源已属于某个接入方。",
    ),
    Reason.ORIGIN_NOT_ALLOWED: Sentence(
        "Pages of {origin} may not show cards. Ask the community that runs this address to add "
        "the origin with `hongmao integrator add`.",
        "{origin} 的页面无权展示卡片。请联系此地址的社区运营者，用 `hongmao integrator add` "
        "加入该来源。",
    ),
    Reason.TOO_MANY_CALLS: Sentence(
        "More than {most} calls in a minute. Try again in {seconds} seconds.",
        "一分钟内超过 {most} 次调用，请在 {seconds} 秒后重试。",
    ),
    Reason.BAD_PARAMETER: Sentence("{name} has to be {form}.", "{name} 应为 {form}。"),
    Reason.CONTENT_UNKNOWN: Sentence(
        "No public note is known by this content. Give a note's id, or register the key with "
        "`POST /api/v1/contents`.",
        "没有对应此内容的公开笔记。请使用笔记编号，或通过 `POST /api/v1/contents` 登记内容键。",
    ),
    Reason.NO_CARD: Sentence(
        "This note has no live card, so there is nothing to show below it.",
        "这篇笔记没有生效中的卡片，下方无需展示。",
    ),
}
