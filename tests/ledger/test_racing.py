"""32 writers at once in 4 processes, on a database of their own: never below zero, never twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dj_database_url
import pytest

from tests.ledger.homes import PROCESSES, THREADS, call, database, hongmao, together
from tests.template import begin

pytestmark = [pytest.mark.database, pytest.mark.slow]

WRITERS = PROCESSES * THREADS


@pytest.fixture(scope="module")
def like(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database to copy, on PostgreSQL."""
    with database(tmp_path_factory.mktemp("like")) as values:
        if url := values.get("HONGMAO_DATABASE_URL", ""):
            hongmao(values, "hongmao", "migrate")
        yield str(dj_database_url.parse(url)["NAME"]) if url else ""


@pytest.fixture
def home(tmp_path: Path, like: str) -> Iterator[dict[str, str]]:
    """The environment of a ledger with money in it."""
    with database(tmp_path, like=like) as values:
        if not like:
            begin(tmp_path)
        call(values, "fill")
        yield values


def state(home: dict[str, str]) -> dict[str, Any]:
    """How the ledger stands; it must be sound, and every transfer linked."""
    found = call(home, "state")
    assert isinstance(found, dict)
    assert found["wrong"] == []
    assert set(found["sums"].values()) == {0}
    assert found["linked"] == found["transfers"]
    return found


def test_one_key_writes_once(home: dict[str, str]) -> None:
    answers = together(home, "one_key")
    assert len(answers) == WRITERS
    assert len(set(answers)) == 1
    found = state(home)
    assert found["transfers"] == 3
    assert found["balances"]["CNY a"] == 5


def test_a_floored_account_is_spent_to_the_last_and_never_below(home: dict[str, str]) -> None:
    spent = sum(int(str(answer)) for answer in together(home, "spend"))
    assert spent == 14 * 700
    found = state(home)
    assert found["balances"]["CNY brand:7:prepaid"] == -200
    assert found["transfers"] == 2 + 14


def test_a_hold_is_closed_by_one(home: dict[str, str]) -> None:
    assert sorted(map(bool, together(home, "close_hold"))) == [False] * (WRITERS - 1) + [True]
    assert state(home)["transfers"] == 3


def test_two_currencies_in_either_order_do_not_block_each_other(home: dict[str, str]) -> None:
    assert together(home, "convert") == [3] * WRITERS
    assert state(home)["transfers"] == 2 + WRITERS * 6


def test_nobody_slips_behind_a_closing(home: dict[str, str]) -> None:
    """All that was acknowledged is there, and no process wrote a thing after the first closing."""
    done = sum(int(str(answer)) for answer in together(home, "write_while_closing"))
    found = state(home)
    assert found["balances"].get("CNY a", 0) == done
    assert done < WRITERS * 10
