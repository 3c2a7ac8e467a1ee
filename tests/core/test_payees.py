"""Accounts to pay to: checked, tidied, masked and sealed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.payees import Payee, PayeeKind, is_bic, is_iban, mask, tidy
from hongmao.core.reasons import Reason, Refusal
from hongmao.core.sealing import seal, unseal

GOOD = "DE89370400440532013000"
SECRET = "a secret of 32 characters or more"


def refused(payee: Payee) -> Reason:
    with pytest.raises(Refusal) as caught:
        tidy(payee)
    return caught.value.reason


@pytest.mark.parametrize("iban", [GOOD, "GB82WEST12345698765432", "NL91ABNA0417164300"])
def test_ibans_that_hold(iban: str) -> None:
    """Examples of the SWIFT registry."""
    assert is_iban(iban)


@given(st.integers(2, len(GOOD) - 1), st.integers(0, 9))
def test_one_wrong_digit_is_seen(place: int, digit: int) -> None:
    wrong = GOOD[:place] + str(digit) + GOOD[place + 1 :]
    assert is_iban(wrong) == (wrong == GOOD)


def test_tidying() -> None:
    bank = Payee(PayeeKind.BANK, " Ann  Lee ", "de89 3704-0044 0532 0130 00", " Bank ", "cobadeff")
    assert tidy(bank) == Payee(PayeeKind.BANK, "Ann Lee", GOOD, "Bank", "COBADEFF")
    alipay = Payee(PayeeKind.ALIPAY, "林夏", " lin@example.com ", "ignored", "ignored")
    assert tidy(alipay) == Payee(PayeeKind.ALIPAY, "林夏", "lin@example.com")
    assert is_bic("COBADEFF")
    assert not is_bic("102100099996")
    assert not is_bic("")


@pytest.mark.parametrize(
    ("payee", "reason"),
    [
        (Payee(PayeeKind.BANK, " ", "6222020200112233"), Reason.PAYEE_NAME_MISSING),
        (Payee(PayeeKind.BANK, "长" * 71, "6222020200112233"), Reason.PAYEE_NAME_MISSING),
        (Payee(PayeeKind.BANK, "林夏", "1234567"), Reason.PAYEE_NUMBER_WRONG),
        (Payee(PayeeKind.BANK, "林夏", GOOD[:-1] + "1"), Reason.PAYEE_NUMBER_WRONG),
        (Payee(PayeeKind.BANK, "林夏", "=HYPERLINK(1)"), Reason.PAYEE_NUMBER_WRONG),
        (Payee(PayeeKind.BANK, "林夏", GOOD, "B", "12"), Reason.BANK_CODE_WRONG),
        (Payee(PayeeKind.ALIPAY, "林夏", "lin"), Reason.PAYEE_NUMBER_WRONG),
        (Payee(PayeeKind.ALIPAY, "林夏", "2380013800"), Reason.PAYEE_NUMBER_WRONG),
    ],
)
def test_slips(payee: Payee, reason: Reason) -> None:
    assert refused(payee) is reason


def test_masks_hide_most() -> None:
    assert (
        mask(Payee(PayeeKind.BANK, "林夏", "6222020200112233", "招商银行")) == "招商银行 •••• 2233"
    )
    assert mask(Payee(PayeeKind.BANK, "林夏", GOOD)) == "•••• 3000"
    assert mask(Payee(PayeeKind.ALIPAY, "林夏", "linxia@example.com")) == "l•••@example.com"
    assert mask(Payee(PayeeKind.ALIPAY, "林夏", "13800138000")) == "138••••8000"


@given(st.binary(max_size=200))
def test_seals_open_for_their_secret_and_purpose_only(content: bytes) -> None:
    token = seal(content, SECRET, "one")
    assert unseal(token, SECRET, "one") == content
    for secret, purpose in ((SECRET, "two"), (SECRET + "!", "one")):
        with pytest.raises(Refusal):
            unseal(token, secret, purpose)
    with pytest.raises(Refusal):
        unseal(token[:-2] + "AA", SECRET, "one")
