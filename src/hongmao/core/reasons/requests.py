"""Sentences about traffic, requests, people and the machine."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.BOT: Sentence("The visitor says it is a program.", "访问者自称是程序。"),
    Reason.PREFETCH: Sentence(
        "A browser fetched this ahead of a person.", "浏览器预取，并非真人点击。"
    ),
    Reason.HEAD: Sentence("Only the headers were asked for.", "仅请求了响应头。"),
    Reason.NO_AGENT: Sentence("The visitor did not say what it is.", "访问者没有说明自己是什么。"),
    Reason.REPEATED: Sentence("The same thing was seen already.", "已经记录过同样的内容。"),
    Reason.BODY_TOO_LARGE: Sentence(
        "The body is larger than {limit} bytes. Send fewer events at a time.",
        "请求体超过 {limit} 字节，请分批发送。",
    ),
    Reason.MALFORMED: Sentence(
        "The body is not a batch of events: {detail}.",
        "请求体不是一批合法的事件：{detail}。",
    ),
    Reason.BAD_VIEW_TOKEN: Sentence(
        "The view token was not issued by this community for this link.",
        "曝光令牌不是本社区为此链接签发的。",
    ),
    Reason.VIEW_EXPIRED: Sentence(
        "The page was opened too long ago; reload it.", "页面打开太久，请刷新。"
    ),
    Reason.NOT_FOUND: Sentence("There is nothing at this address.", "这个地址没有内容。"),
    Reason.METHOD_NOT_ALLOWED: Sentence(
        "This address does not take that method.", "这个地址不接受该请求方法。"
    ),
    Reason.BAD_REQUEST: Sentence(
        "The request is broken or too long, so it was not answered. Open the link again.",
        "请求不完整或过长，无法处理，请重新打开链接。",
    ),
    Reason.TOO_SLOW: Sentence(
        "The request took too long to arrive. Open the link again.",
        "请求迟迟没有传完，请重新打开链接。",
    ),
    Reason.BAD_SIGNATURE: Sentence(
        "The signature does not belong to this message and this sender. Check the address and the "
        "secret, in HONGMAO_SHOPIFY_SHOPS or HONGMAO_TAOBAO_APP_SECRET; nothing was kept.",
        "签名与消息或发送方不符。请核对地址，以及 HONGMAO_SHOPIFY_SHOPS 或 "
        "HONGMAO_TAOBAO_APP_SECRET 中的密钥；没有保存任何内容。",
    ),
    Reason.UNKNOWN_SENDER: Sentence(
        "No network of HONGMAO_POSTBACKS has this token. Copy the address anew from "
        "`hongmao postback`.",
        "HONGMAO_POSTBACKS 中没有使用此令牌的联盟，请用 `hongmao postback` 重新获取地址。",
    ),
    Reason.ADDRESS_NOT_ALLOWED: Sentence(
        "{address} is not among the addresses that {network} calls from. Add it to that network in "
        "HONGMAO_POSTBACKS if it is right.",
        "{address} 不在 {network} 的允许地址内。如果无误，请在 HONGMAO_POSTBACKS 中加入该地址。",
    ),
    Reason.MESSAGE_UNREADABLE: Sentence(
        "The message cannot be read: {detail}. Nothing of it was kept; mend it and send it again.",
        "无法读取该消息：{detail}。没有保存任何内容，请修正后重新发送。",
    ),
    Reason.MESSAGE_TOO_LARGE: Sentence(
        "The message is larger than {limit} bytes, so nothing of it was read.",
        "消息超过 {limit} 字节，未作读取。",
    ),
    Reason.BUSY: Sentence(
        "The database is busy. Nothing was kept; send it again in a few seconds.",
        "数据库繁忙，没有保存任何内容，请几秒后重新发送。",
    ),
    Reason.TIME_IN_FUTURE: Sentence(
        "The time it says is more than {minutes} minutes in the future, so it is dated when it "
        "came. Look at the sender's clock and the unit of its time.",
        "消息中的时间比现在晚 {minutes} 分钟以上，已改用收到的时间。请检查发送方的时钟和时间单位。",
    ),
    Reason.PORT_IN_USE: Sentence(
        "Port {port} on {host} is in use by another program. Stop that program, or set {setting} "
        "to another port (0 takes any free one).",
        "{host} 的端口 {port} 已被其他程序占用。请停止该程序，或把 {setting} 设为其他端口"
        "（0 表示任选空闲端口）。",
    ),
    Reason.DISK_REFUSES: Sentence(
        "The disk does not take the event log in {folder}: {detail}. Free space or mend the disk; "
        "readers are redirected meanwhile, and events wait in memory.",
        "磁盘无法写入 {folder} 中的事件日志：{detail}。请清理空间或修复磁盘；"
        "其间读者照常跳转，事件暂存于内存。",
    ),
    Reason.NOT_ALLOWED: Sentence(
        "Your account may not do this. Log in as someone who may.",
        "你的账号无权进行此操作，请换用有权限的账号登录。",
    ),
}
