"""Databases of their own, with the processes that write to them: what tests of races need."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import dj_database_url
import psycopg

from tests.environment import ROOT, environment

if TYPE_CHECKING:
    from hongmao.ledger.actions import Draft

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROCESSES = 4
THREADS = 8


@contextmanager
def database(home: Path, *, like: str = "") -> Iterator[dict[str, str]]:
    """The environment of a new database: beside the tests' own where that is PostgreSQL.

    It is empty, or there a copy of the database `like`.
    """
    url = os.environ.get("HONGMAO_DATABASE_URL", "")
    if not url:
        yield environment(home)
        return
    name = f"race_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {like}" if like else ""))
        try:
            yield environment(home, DATABASE_URL=url_of(url, name))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(url: str, name: str) -> str:
    """The same server's address with another database."""
    old = str(dj_database_url.parse(url)["NAME"])
    before, _, after = url.rpartition(f"/{old}")
    return f"{before}/{name}{after}"


def hongmao(values: dict[str, str], *arguments: str) -> None:
    """Run a command to its end."""
    subprocess.run([sys.executable, "-m", *arguments], env=values, check=True, cwd=ROOT,
                   capture_output=True, timeout=120)  # fmt: skip


def call(values: dict[str, str], function: str) -> object:
    """Call a function of this module in a process of its own; its answer."""
    return wait(start(values, function))


def start(values: dict[str, str], function: str) -> "subprocess.Popen[str]":
    """Start a function of this module in a process of its own."""
    command = [sys.executable, "-m", "tests.run", "tests.ledger.homes", function]
    return subprocess.Popen(
        command, env=values | {"PYTHONPATH": f"{ROOT}/src:{ROOT}"}, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def wait(process: "subprocess.Popen[str]") -> object:
    """The answer of a process."""
    shown, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    return json.loads(shown)


def together(values: dict[str, str], function: str) -> list[object]:
    """The answers of every writer: `PROCESSES` at once, each with `THREADS` threads."""
    running = [start(values, function) for _ in range(PROCESSES)]
    return [answer for process in running for answer in answers(wait(process))]


def answers(answer: object) -> list[object]:
    """A process's list of answers."""
    assert isinstance(answer, list)
    return answer


def _threads(write: Callable[[int], object]) -> list[object]:
    """What `THREADS` threads that begin at once answer; each has a connection of its own."""
    from django.db import connection

    barrier = Barrier(THREADS)

    def begin(number: int) -> object:
        try:
            connection.ensure_connection()
            barrier.wait()
            return write(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def _draft(key: str, **amounts: int) -> "Draft":
    from hongmao.ledger.actions import Draft

    parts = {name.replace("_", ":"): amount for name, amount in amounts.items()}
    return Draft(key=key, subject="race:1", currency="CNY", amounts=parts, at=NOON)


def fill() -> None:
    """A brand pays in 100.00, and a hold waits to be closed."""
    from hongmao.ledger.actions import hold, post

    post(_draft("in", bank_a=10_000, brand_7_prepaid=-10_000))
    hold(_draft("held", brand_7_held=1, world=-1))


def one_key() -> list[object]:
    """Everybody writes the same transfer: each gets the same one."""
    from hongmao.ledger.actions import post

    return _threads(lambda _: str(post(_draft("same", a=5, b=-5)).pk))


def spend() -> list[object]:
    """Everybody spends 7.00 at a time, ten times each: 2,240.00 of the 100.00 there are.

    Two accounts fall at once, named in either order, and every third spends from one alone.
    """
    from hongmao.core.reasons import Reason, Refusal
    from hongmao.ledger.actions import post

    def write(number: int) -> int:
        spent = 0
        for turn in range(10):
            parts = {"brand_7_prepaid": 700, "bank_a": -700}
            if turn % 2:
                parts = dict(reversed(parts.items()))
            if turn % 3 == 0:
                parts = {"brand_7_prepaid": 700, "platform_income": -700}
            try:
                post(_draft(f"{os.getpid()}:{number}:{turn}", **parts))
            except Refusal as refusal:
                if refusal.reason is not Reason.BELOW_ZERO:
                    raise
            else:
                spent += 700
        return spent

    return _threads(write)


def close_hold() -> list[object]:
    """Everybody closes the one hold with a key of their own: one does."""
    from hongmao.core.reasons import Reason, Refusal
    from hongmao.ledger.actions import void
    from hongmao.ledger.models import Transfer

    held = Transfer.objects.get(key="held")

    def write(number: int) -> bool:
        key = f"void:{os.getpid()}:{number}"
        try:
            void(_draft(key, brand_7_held=-1, world=1), held)
        except Refusal as refusal:
            if refusal.reason is not Reason.ALREADY_CLOSED:
                raise
            return False
        return True

    return _threads(write)


def convert() -> list[object]:
    """Everybody writes in two currencies in either order, beside others who convert."""
    from datetime import timedelta

    from hongmao.core.money import Money
    from hongmao.ledger.exchange import Exchange, exchange, record_rate

    record_rate("USD", "CNY", "7.1", "a bank", NOON - timedelta(hours=1))

    def write(number: int) -> int:
        base, quote = ("USD", "CNY") if number % 2 else ("CNY", "USD")
        for turn in range(3):
            order = Exchange(
                key=f"{os.getpid()}:{number}:{turn}", subject="race:1", source="a", target="b",
                amount=Money(1000, base), into=quote, at=NOON,
            )  # fmt: skip
            exchange(order)
        return 3

    return _threads(write)


def write_while_closing() -> list[object]:
    """One closes in the middle of everybody's writing; each says what it wrote before it."""
    from hongmao.core.reasons import Reason, Refusal
    from hongmao.ledger.actions import close_until, post

    def write(number: int) -> int:
        done = 0
        for turn in range(10):
            if number == 0 and turn == 5:
                close_until(NOON.replace(hour=13), "anna", NOON.replace(hour=14))
            try:
                post(_draft(f"{os.getpid()}:{number}:{turn}", a=1, b=-1))
            except Refusal as refusal:
                if refusal.reason is not Reason.PERIOD_CLOSED:
                    raise
            else:
                done += 1
        return done

    return _threads(write)


def state() -> dict[str, object]:
    """How the ledger stands, and all that is wrong with it."""
    from hongmao.ledger.chain import broken_links, heads, off_conversions, off_standings
    from hongmao.ledger.models import Transfer
    from hongmao.ledger.queries import trial_balance, trial_lines

    return {
        "wrong": [*broken_links(), *off_standings(), *off_conversions()],
        "sums": trial_balance(),
        "balances": {f"{line.currency} {line.account}": line.balance for line in trial_lines()},
        "transfers": Transfer.objects.count(),
        "linked": sum(head.sequence for head in heads()),
    }
