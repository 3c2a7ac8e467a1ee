"""The books: `hongmao ledger`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from hongmao.commands.base import fail, load, out

app = typer.Typer(no_args_is_help=True, help="Look into the books, and keep them.")


MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


@app.command("balance")
def ledger_balance(
    at: Annotated[
        datetime | None,
        typer.Option(formats=MOMENTS, help="As it stood when this day, or moment, began."),
    ] = None,
) -> None:
    """Show every account's balance, debit positive: what is posted, and what is pending, apart.

    Moments are those of `HONGMAO_TIME_ZONE`. Example: `hongmao ledger balance --at 2026-12-01`
    shows the end of November.
    """
    load()
    from hongmao.books import show_balance

    show_balance(at, out)


@app.command("account")
def ledger_account(
    name: Annotated[str, typer.Argument(help="Its name, creator:42:available for one.")],
    currency: Annotated[str, typer.Option(help="Its currency.")] = "CNY",
    after: Annotated[str, typer.Option(help="Go on after the place that a page ended with.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Entries on a page.")] = 50,
) -> None:
    """Show an account's entries, oldest first, with the balance after each."""
    load()
    from hongmao.books import show_account
    from hongmao.core.money import MoneyError

    try:
        show_account(name, currency, after, limit, out)
    except MoneyError as error:
        raise fail(str(error)) from None
    except ValueError:
        raise fail(f"--after does not take {after!r}; copy it from the page before.") from None


@app.command("verify")
def ledger_verify(
    head: Annotated[
        list[str] | None,
        typer.Option(help="A head that was kept elsewhere. May be repeated."),
    ] = None,
) -> None:
    """Recompute the chain of hashes; end with 1 and the first broken link where one is broken.

    Prints the head of each currency's chain. A head kept outside the database proves later, with
    `--head`, that nothing before it was rewritten.
    """
    load()
    from hongmao.books import verify
    from hongmao.ledger.chain import parse_head

    try:
        kept = [parse_head(text) for text in head or []]
    except ValueError:
        raise fail("--head takes CURRENCY:SEQUENCE:HASH, as this command prints it.") from None
    raise typer.Exit(0 if verify(kept, out) else 1)


@app.command("export")
def ledger_export(
    beancount: Annotated[Path, typer.Option(dir_okay=False, help="File to write for beancount.")],
) -> None:
    """Write the whole ledger as a beancount file, with a balance of every account to check it by.

    Days are those of `HONGMAO_TIME_ZONE`. Check it with beancount's own `bean-check FILE`.
    """
    values = load()
    from zoneinfo import ZoneInfo

    from hongmao.books import export_beancount
    from hongmao.ledger.beancount import SameName

    try:
        export_beancount(beancount, ZoneInfo(values.time_zone), out)
    except (SameName, OSError) as error:
        raise fail(str(error)) from None


@app.command("close")
def ledger_close(
    until: Annotated[
        datetime, typer.Argument(formats=MOMENTS, help="All before this day, or moment, is final.")
    ],
    by: Annotated[str, typer.Option(help="Who closes: kept with the closing.")],
) -> None:
    """Close the books: nothing before this day is written any more. There is no way back.

    Example: `hongmao ledger close 2026-12-01 --by anna` closes November.
    """
    load()
    from hongmao.books import close_books
    from hongmao.core.reasons import Refusal

    try:
        close_books(until, by, out)
    except Refusal as refusal:
        raise fail(str(refusal)) from None


@app.command("rate")
def ledger_rate(
    base: Annotated[str, typer.Argument(help="Currency that one unit is of: USD.")],
    quote: Annotated[str, typer.Argument(help="Currency that its worth is in: CNY.")],
    rate: Annotated[str, typer.Argument(help="Its worth: 7.1234.")],
    source: Annotated[str, typer.Option(help="Who says so: a bank, a published table.")],
    at: Annotated[
        datetime | None, typer.Option(formats=MOMENTS, help="From when on; now where left out.")
    ] = None,
) -> None:
    """Record an exchange rate. Conversions happen at recorded rates only."""
    load()
    from hongmao.books import keep_rate
    from hongmao.core.money import MoneyError
    from hongmao.core.reasons import Refusal

    try:
        keep_rate(base, quote, rate, source, at, out)
    except (MoneyError, Refusal) as error:
        raise fail(str(error)) from None
