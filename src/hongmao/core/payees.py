"""Where a creator is paid: an Alipay account or a bank account, checked and shown masked."""

import re
from enum import StrEnum

import msgspec

from hongmao.core.reasons import Reason, Refusal


class PayeeKind(StrEnum):
    """How money reaches somebody."""

    ALIPAY = "alipay"
    BANK = "bank"


class Payee(msgspec.Struct, frozen=True):
    """An account to pay to. `number` is an Alipay login, a bank account's number or an IBAN.

    `bank` is the bank's name, `code` its BIC or its twelve-digit number in China's payment system.
    """

    kind: PayeeKind
    name: str
    number: str
    bank: str = ""
    code: str = ""


LONGEST_NAME = 70
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
_MOBILE = re.compile(r"1\d{10}")
_NUMBER = re.compile(r"\d{8,30}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CODE = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?|\d{12}")
_CHECKED = 97


def tidy(payee: Payee) -> Payee:
    """The account without spaces and slips of case.

    Raises `Refusal`: PAYEE_NAME_MISSING, PAYEE_NUMBER_WRONG (also for an IBAN whose check digits
    do not hold: ISO 13616), BANK_CODE_WRONG.
    """
    name = " ".join(payee.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(Reason.PAYEE_NAME_MISSING)
    if payee.kind is PayeeKind.ALIPAY:
        login = payee.number.strip()
        if not (_EMAIL.fullmatch(login) or _MOBILE.fullmatch(login)):
            raise Refusal(Reason.PAYEE_NUMBER_WRONG)
        return Payee(payee.kind, name, login)
    number = re.sub(r"[\s-]", "", payee.number).upper()
    if not (_NUMBER.fullmatch(number) or is_iban(number)):
        raise Refusal(Reason.PAYEE_NUMBER_WRONG)
    code = re.sub(r"\s", "", payee.code).upper()
    if code and not _CODE.fullmatch(code):
        raise Refusal(Reason.BANK_CODE_WRONG)
    return Payee(payee.kind, name, number, " ".join(payee.bank.split()), code)


def is_iban(number: str) -> bool:
    """Whether a number without spaces is an IBAN whose check digits hold."""
    if not _IBAN.fullmatch(number):
        return False
    turned = number[4:] + number[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % _CHECKED == 1


def is_bic(code: str) -> bool:
    """Whether a bank's code is a BIC."""
    return bool(_CODE.fullmatch(code)) and not code.isdigit()


def mask(payee: Payee) -> str:
    """An account as screens show it: enough for its owner to know it, too little to use it."""
    number = payee.number
    if payee.kind is PayeeKind.BANK:
        return f"{payee.bank} •••• {number[-4:]}".strip()
    if "@" in number:
        login, _, host = number.partition("@")
        return f"{login[:1]}•••@{host}"
    return f"{number[:3]}••••{number[-4:]}"
