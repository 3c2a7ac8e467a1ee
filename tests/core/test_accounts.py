"""The chart of accounts: one line a name, and every line documented."""

from pathlib import Path

import pytest

from hongmao.core.accounts import CHART, OTHER, Root, Side, crosses, rule_of

PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"


@pytest.mark.parametrize(
    ("name", "side", "root", "floored", "pending"),
    [
        ("marketplace:taobao_ud:expected", Side.DEBIT, Root.ASSETS, False, True),
        ("marketplace:jd:difference", Side.DEBIT, Root.EXPENSES, False, False),
        ("bank:alipay", Side.DEBIT, Root.ASSETS, False, False),
        ("brand:7:prepaid", Side.CREDIT, Root.LIABILITIES, True, False),
        ("brand:7:reserved", Side.CREDIT, Root.LIABILITIES, True, True),
        ("creator:42:held", Side.CREDIT, Root.LIABILITIES, False, True),
        ("creator:42:available", Side.CREDIT, Root.LIABILITIES, False, False),
        ("creator:42:paying", Side.CREDIT, Root.LIABILITIES, True, False),
        ("agency:3:paying", Side.CREDIT, Root.LIABILITIES, True, False),
        ("platform:unmatched:income", Side.CREDIT, Root.INCOME, False, False),
        ("platform:claims", Side.DEBIT, Root.EXPENSES, False, False),
        ("tax:withheld:labour", Side.CREDIT, Root.LIABILITIES, False, False),
        ("exchange:USD", Side.EITHER, Root.EQUITY, False, False),
    ],
)
def test_a_name_says_what_an_account_is(
    name: str, side: Side, root: Root, floored: bool, pending: bool
) -> None:
    rule = rule_of(name)
    assert (rule.side, rule.root, rule.floored, rule.pending) == (side, root, floored, pending)


@pytest.mark.parametrize(
    "name", ["", "bank", "bank:a:b", "bank:", "brand:1:2:prepaid", "brand:1:prepaid\n", "x"]
)
def test_any_other_name_has_no_wrong_side(name: str) -> None:
    assert rule_of(name) is OTHER
    assert not crosses(name, -1)
    assert not crosses(name, 1)


def test_only_floored_accounts_are_held_to_their_side() -> None:
    assert not crosses("bank:alipay", -1)
    assert crosses("brand:7:prepaid", 1)
    assert not crosses("brand:7:prepaid", 0)
    assert not crosses("brand:7:prepaid", -1)
    assert not crosses("creator:42:available", 1)


def test_every_line_of_the_chart_is_documented() -> None:
    """Each with its side, and the floored and pending ones marked."""
    page = PAGE.read_text()
    for rule in CHART:
        row = next(line for line in page.splitlines() if f"| `{rule.pattern}` |" in line)
        grows, root, floored, pending = row.split("|")[3:7]
        assert grows.strip() == rule.side.name.lower()
        assert root.strip() == rule.root
        assert ("never" in floored) == rule.floored, row
        assert ("pending" in pending) == rule.pending, row
