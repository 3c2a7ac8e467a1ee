"""Sentences about accounts and those whose they are."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.TOO_MANY_TRIES: Sentence(
        "There were too many tries from here. Wait a minute, then try again.",
        "尝试次数过多，请等一分钟再试。",
    ),
    Reason.SECOND_FACTOR_NEEDED: Sentence(
        "Money is moved here, so your account needs a passkey or an authenticator app. Add one "
        "below; the page opens then.",
        "这里涉及资金，你的账号需要通行密钥或验证器应用。请在下方添加，之后即可打开页面。",
    ),
    Reason.PICTURE_REFUSED: Sentence(
        "This file is not a picture that can be shown: JPEG, PNG or WebP, at most {megabytes} MB "
        "and {megapixels} million pixels. Choose another.",
        "该文件不是可用的图片：支持 JPEG、PNG 或 WebP，不超过 {megabytes} MB、"
        "{megapixels} 百万像素。请换一张。",
    ),
    Reason.ACCOUNT_MONEY_OWED: Sentence(
        "{amount} of this account is still held, owed or to be paid out. Have it paid out first, "
        "or write to the operator if it is less than a payout; then delete the account.",
        "该账号还有 {amount} 处于冻结、待付或应还状态。请先完成打款；"
        "如不足打款门槛，请联系平台运营，之后再注销。",
    ),
    Reason.ACCOUNT_PAYOUT_UNDER_WAY: Sentence(
        "A payout to you is under way. Delete the account when it has arrived.",
        "有一笔打款正在途中，请到账后再注销。",
    ),
    Reason.ACCOUNT_LAST_OPERATOR: Sentence(
        "You are the only operator. Open another operator's account first.",
        "你是唯一的平台运营，请先开设另一个运营账号。",
    ),
}
