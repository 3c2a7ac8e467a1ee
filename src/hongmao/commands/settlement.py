"""Closing months, and comparing them with the marketplaces."""

from pathlib import Path
from typing import Annotated

import typer

from hongmao.commands.base import fail, load, out

app = typer.Typer()


@app.command()
def settle(
    period: Annotated[
        str, typer.Option(help="The last month to close: 2026-10; without it all that are over.")
    ] = "",
    dry_run: Annotated[bool, typer.Option(help="Show what is due; close nothing.")] = False,
) -> None:
    """Close the months that are over: a statement for each creator, brand and marketplace.

    A statement that is closed stays as it is, so the command may be killed and run again. The
    worker does the same on `HONGMAO_SETTLE_DAY`.
    """
    load()
    from hongmao.core.reasons import Refusal
    from hongmao.reports import show_settling

    try:
        show_settling(period, out, dry=dry_run)
    except Refusal as refusal:
        raise fail(str(refusal)) from None


@app.command()
def reconcile(
    marketplace: Annotated[str, typer.Argument(help="taobao, jd, pdd, shopify or postback.")],
    period: Annotated[str, typer.Option(help="A closed month: 2026-10.")],
    report: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The settlement report, CSV; kept first."),
    ] = None,
    preset: Annotated[
        str, typer.Option(help="Whose columns: taobao, jd, pdd or generic; usually known.")
    ] = "",
    named: Annotated[
        list[str] | None,
        typer.Option("--map", help="A column called otherwise: field=column. May be repeated."),
    ] = None,
) -> None:
    """Compare a closed month with what the marketplace settled, order line by order line.

    Each difference gets its likely cause; the operator's pages list them. Without a report the
    figures are the order feed's last word. Bad rows stop it before anything is written.
    """
    load()
    from hongmao.core.reasons import Refusal
    from hongmao.imports import CannotImport, run_reconciliation

    try:
        good = run_reconciliation(marketplace, period, report, preset, named or [], out)
    except (CannotImport, Refusal) as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(0 if good else 1)
