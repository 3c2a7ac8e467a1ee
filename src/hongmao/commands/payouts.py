"""Payouts: `hongmao payouts`."""

from pathlib import Path
from typing import Annotated

import typer

from hongmao.commands.base import fail, load, out

app = typer.Typer(no_args_is_help=True, help="Batches of payouts, files and results.")


@app.command("list")
def payouts_list() -> None:
    """List the latest batches. They are made and released on the pages, by two people."""
    load()
    from hongmao.payments import show_batches

    show_batches(out)


@app.command("file")
def payouts_file(
    batch: Annotated[int, typer.Argument(help="The batch, as `hongmao payouts list` names it.")],
    name: Annotated[str, typer.Argument(help="alipay, bank, bank-gbk or pain001.")],
    to: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Where to; else into this folder.")
    ] = None,
) -> None:
    """Write a file of a released batch for the bank. It carries full account numbers."""
    load()
    from hongmao.payments import CannotPay, write_file

    try:
        out.print(str(write_file(batch, name, to)), markup=False)
    except CannotPay as problem:
        raise fail(str(problem)) from None


@app.command("results")
def payouts_results(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The results, CSV.")],
    by: Annotated[str, typer.Option(help="Who books them: an operator's name to log in with.")],
    dry_run: Annotated[bool, typer.Option(help="Show what would change; change nothing.")] = False,
) -> None:
    """Book what the bank says of payouts; again, it changes nothing.

    Where a row does not fit nothing is booked at all, and the command ends with 1.
    """
    load()
    from hongmao.payments import CannotPay, take_results

    try:
        good = take_results(file, by, dry_run, out)
    except CannotPay as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(0 if good else 1)
