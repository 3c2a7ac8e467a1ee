"""Sentences about payouts."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.PAYEE_NAME_MISSING: Sentence(
        "Enter the name the account is held in, at most 70 characters.",
        "请填写账户的户名，不超过 70 个字。",
    ),
    Reason.PAYEE_NUMBER_WRONG: Sentence(
        "This is no account of that kind. Alipay takes an e-mail address or a mobile number; a "
        "bank account has 8 to 30 digits or is an IBAN. Check it for slips.",
        "账号与账户类型不符。支付宝账号为邮箱或手机号；银行账号为 8 至 30 位数字或 IBAN。请核对。",
    ),
    Reason.PAYEE_NOT_THERE: Sentence(
        "Nobody who logs in as {username} has said where to be paid.",
        "登录名 {username} 尚未填写收款账户。",
    ),
    Reason.BANK_CODE_WRONG: Sentence(
        "A bank's code is a BIC of 8 or 11 characters, or 12 digits. Leave it empty if unsure.",
        "银行代码应为 8 或 11 位 BIC，或 12 位联行号；不确定可留空。",
    ),
    Reason.BANK_NAME_WRONG: Sentence(
        "Name the account that pays by 1 to 20 of a-z, 0-9 and -, as in the ledger.",
        "付款账户名应为 1 至 20 个小写字母、数字或连字符，与账本一致。",
    ),
    Reason.SEAL_BROKEN: Sentence(
        "This account was kept under another HONGMAO_SECRET and cannot be read. Set the former "
        "secret again, or have its owner enter the account anew.",
        "该账户以另一个 HONGMAO_SECRET 加密，无法读取。请恢复原密钥，或请本人重新填写账户。",
    ),
    Reason.NOBODY_DUE: Sentence(
        "Nobody is due: every balance is below its threshold, lacks an account of this kind, or is "
        "on its way already.",
        "没有可打款的博主：余额未达门槛、没有该类账户，或已在打款途中。",
    ),
    Reason.SAME_PERSON: Sentence(
        "Whoever made a batch cannot release it. Ask another operator.",
        "制单人不能复核放行自己的批次，请另一位运营放行。",
    ),
    Reason.NOT_RELEASED: Sentence(
        "Files are there once another person has released the batch.",
        "批次经另一人放行后才能下载文件。",
    ),
    Reason.FILE_CURRENCY: Sentence(
        "This file cannot carry {currency}. Choose another file for this batch.",
        "该文件不支持 {currency}，请为本批次选择其他文件。",
    ),
    Reason.FILE_KIND: Sentence(
        "This file is for another kind of account. Choose another file for this batch.",
        "该文件用于另一类账户，请为本批次选择其他文件。",
    ),
    Reason.FILE_NEEDS_IBAN: Sentence(
        "Accounts in this batch without an IBAN: {count}. Use the bank's own file for them.",
        "本批次有 {count} 个账户不是 IBAN，请改用银行自有格式的文件。",
    ),
    Reason.PAYER_UNSET: Sentence(
        "The file names who pays: set {setting} first.",
        "文件需要写明付款方，请先设置 {setting}。",
    ),
    Reason.RULES_UNREADABLE: Sentence(
        "The tax rules in {file} cannot be used: {detail}. Nobody is paid before that is mended.",
        "{file} 中的代扣规则无法使用：{detail}。修正前不会打款。",
    ),
    Reason.RESULTS_UNREADABLE: Sentence(
        "The file cannot be read as results: {detail}. Nothing was changed.",
        "无法按打款结果读取该文件：{detail}。没有任何改动。",
    ),
    Reason.RESULTS_BAD: Sentence(
        "Nothing was changed: rows that do not fit: {count}, the first on line {line}.",
        "没有任何改动：有 {count} 行无法处理，首个在第 {line} 行。",
    ),
    Reason.RESULT_UNKNOWN: Sentence(
        "{payout} is no payout that was released.", "没有已放行的打款 {payout}。"
    ),
    Reason.RESULT_UNCLEAR: Sentence(
        "{result!r} says neither succeeded, failed nor returned.",
        "“{result}”不是成功、失败或退回。",
    ),
    Reason.RESULT_AMOUNT: Sentence(
        "{payout} was for {amount}, the row says {said}.",
        "{payout} 的金额为 {amount}，该行为 {said}。",
    ),
    Reason.RESULT_CONFLICT: Sentence(
        "{payout} is {state} already, and cannot be {result}.",
        "{payout} 状态为 {state}，不能改为 {result}。",
    ),
    Reason.BALANCE_OWING: Sentence(
        "Refunds took more than the balance held, so this payout was called back. New "
        "earnings make it up first.",
        "退款使余额不足，本次打款已撤回，后续收入将先补足差额。",
    ),
    Reason.PAYOUT_FAILED: Sentence(
        "The payment did not go through. The money is back in your balance; check your account "
        "and it goes out with the next batch.",
        "打款未成功，金额已退回余额。请核对收款账户，下一批次将重新打款。",
    ),
    Reason.PAYEE_NAME_DIFFERS: Sentence(
        "The name does not belong to the account. The money is back in your balance; enter the "
        "name exactly as the account is held.",
        "户名与账号不符，金额已退回余额。请按开户姓名重新填写。",
    ),
    Reason.PAYEE_UNKNOWN: Sentence(
        "The account was not found. The money is back in your balance; check the number.",
        "收款账户不存在，金额已退回余额。请核对账号。",
    ),
    Reason.PAYEE_CLOSED: Sentence(
        "The account is closed or frozen. The money is back in your balance; enter another one.",
        "收款账户已销户或冻结，金额已退回余额。请更换收款账户。",
    ),
    Reason.PAYEE_LIMIT: Sentence(
        "The account may not receive this amount. The money is back in your balance; raise its "
        "limit or enter another account.",
        "超过收款账户限额，金额已退回余额。请提升限额或更换账户。",
    ),
}
