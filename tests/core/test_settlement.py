"""Whose an account is, and what a line is called: in Python, and the same in the database."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.settlement import FAMILIES, Column, LineKind, Owned, PartyKind, line_kind, owner
from hongmao.settlement.actions.lines import kind_in_sql


@pytest.mark.parametrize(
    ("account", "owned"),
    [
        ("creator:42:held", Owned(PartyKind.CREATOR, "42", Column.HELD)),
        ("creator:42:available", Owned(PartyKind.CREATOR, "42", Column.POSTED)),
        ("creator:42:paying", Owned(PartyKind.CREATOR, "42", Column.ASIDE)),
        ("agency:7:available", Owned(PartyKind.AGENCY, "7", Column.POSTED)),
        ("brand:3:prepaid", Owned(PartyKind.BRAND, "3", Column.ASIDE)),
        ("brand:3:reserved", Owned(PartyKind.BRAND, "3", Column.HELD)),
        ("marketplace:taobao_ud:expected", Owned(PartyKind.MARKETPLACE, "taobao_ud", Column.HELD)),
        ("marketplace:jd:receivable", Owned(PartyKind.MARKETPLACE, "jd", Column.POSTED)),
        ("marketplace:jd:difference", Owned(PartyKind.MARKETPLACE, "jd", Column.ASIDE)),
        ("platform:held", None),
        ("platform:unmatched:income", None),
        ("bank:main", None),
        ("tax:withheld:x", None),
        ("creator:42", None),
    ],
)
def test_whose_an_account_is(account: str, owned: Owned | None) -> None:
    assert owner(account) == owned
    if owned:
        assert owned.sign == (1 if owned.kind is PartyKind.MARKETPLACE else -1)


@pytest.mark.parametrize(
    ("subject", "held", "posted", "corrects", "kind"),
    [
        ("commission:1", 6, 0, False, LineKind.HELD),
        ("commission:1", -6, 5, False, LineKind.COMMISSION),
        ("commission:1", -6, 0, False, LineKind.RELEASED),
        ("commission:1", 0, -5, False, LineKind.RETURNED),
        ("commission:1", 0, -5, True, LineKind.CLAWED_BACK),
        ("commission:1", 0, 5, True, LineKind.CORRECTED),
        ("commission:1", 0, 0, False, LineKind.OTHER),
        ("payout:3", 0, -5, False, LineKind.PAYOUT),
        ("claim:3", 0, 5, True, LineKind.CLAIM),
        ("clicks:9", 0, 5, False, LineKind.OTHER),
    ],
)
def test_what_a_line_is_called(
    subject: str, held: int, posted: int, corrects: bool, kind: LineKind
) -> None:
    assert line_kind(subject, held, posted, corrects) is kind


@pytest.mark.database
@pytest.mark.django_db
@given(
    st.sampled_from([*FAMILIES, "commission", "clicks", "commissions", "payouts"]),
    st.sampled_from(["", ":1", ":1:x"]),
    st.integers(-1, 1),
    st.integers(-1, 1),
    st.booleans(),
)
def test_the_database_calls_it_the_same(
    family: str, rest: str, held: int, posted: int, corrects: bool
) -> None:
    row = (
        f"(SELECT '{family}{rest}' AS subject, {held} AS held, {posted} AS posted, "
        f"{1 if corrects else 'NULL'} AS corrects_id) b"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind_in_sql()} FROM {row}", {})
        [(said,)] = cursor.fetchall()
    assert said == line_kind(f"{family}{rest}", held, posted, corrects)
