"""What brings orders in, and judges them."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from hongmao.commands.base import fail, load, out

app = typer.Typer()


@app.command()
def pull(
    marketplace: Annotated[str, typer.Argument(help="Whose feeds: taobao or taobao_ud, for one.")],
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day to pull.")
    ],
    last: Annotated[
        datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day to pull, all of it.")
    ],
) -> None:
    """Pull a marketplace's feeds over days of the past again; nothing is stored twice.

    Days are those of `HONGMAO_TIME_ZONE`. Stopped or killed, the same command goes on where it
    stopped. The worker may run meanwhile: its own place in the feeds stays as it is.

    Example: `hongmao pull taobao --from 2026-11-01 --to 2026-11-12`.
    """
    load()
    from hongmao.links.marketplaces import configured
    from hongmao.reports import show_backfill

    if marketplace not in configured():
        known = ", ".join(configured()) or "none: see docs/reference/settings.md"
        raise fail(f"No access to {marketplace!r} is set up. Choose from: {known}.")
    if last < first:
        raise fail("--to is before --from.")
    raise typer.Exit(show_backfill(marketplace, first.date(), last.date(), out))


@app.command("match")
def match_command(
    again: Annotated[
        bool, typer.Option("--again", help="Judge orders anew that have a match already.")
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="With --again: orders made from this day on."),
    ] = None,
) -> None:
    """Match the orders that wait to their clicks, with what the lake and the leases say now.

    A judgement that comes out differently supersedes the one that stands, which is kept; the worker
    then brings the books in line. Safe to run at any time, and twice.
    """
    load()
    from django.utils import timezone

    from hongmao.jobs.match import match_all
    from hongmao.orders.actions import judge_again
    from hongmao.reports import show_matching

    if since is not None and not again:
        raise fail("--since goes with --again.")
    if again:
        judge_again(timezone.make_aware(since) if since else None)
    show_matching(lambda heard: match_all(timezone.now(), heard), out)


@app.command()
def import_orders(
    marketplace: Annotated[str, typer.Argument(help="taobao, jd, pdd, shopify or postback.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The report, CSV.")],
    dry_run: Annotated[bool, typer.Option(help="Show what would change; change nothing.")] = False,
    preset: Annotated[
        str, typer.Option(help="Whose columns: taobao, jd, pdd or generic; usually known.")
    ] = "",
    named: Annotated[
        list[str] | None,
        typer.Option("--map", help="A column called otherwise: field=column. May be repeated."),
    ] = None,
    skip_bad: Annotated[bool, typer.Option(help="Import the good rows in spite of bad ones.")]
    = False,
) -> None:  # fmt: skip
    """Import a marketplace's order report; a report imported twice changes nothing.

    Bad rows are listed with their line and why. Without `--skip-bad` they stop the import before
    anything is written, and the command ends with 1.
    """
    load()
    from hongmao.imports import CannotImport, run_import

    try:
        good = run_import(marketplace, file, preset, named or [], dry_run, skip_bad, out)
    except CannotImport as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(0 if good else 1)


@app.command()
def postback(
    name: Annotated[str, typer.Argument(help="The network's name: 1 to 16 of a-z, 0-9 and -.")],
    preset: Annotated[str, typer.Option(help="tune, voluum or keitaro; else plain names.")] = "",
    currency: Annotated[str, typer.Option(help="Currency where a postback names none.")] = "USD",
    address: Annotated[
        list[str] | None, typer.Option(help="An address or CIDR it calls from. May be repeated.")
    ] = None,
    link: Annotated[
        str, typer.Option(help="Where its links lead, with {click_id} and {item_id}.")
    ] = "",
) -> None:
    """Prepare a network that sends postbacks: prints the setting to keep and the URL to give it.

    Nothing is written: put the line into the environment or the file `env`, and restart.
    """
    values = load()
    from hongmao.imports import CannotImport, prepare_network

    try:
        lines = prepare_network(
            name, values.web_address, preset=preset, currency=currency,
            addresses=address or [], link=link,
        )  # fmt: skip
    except CannotImport as problem:
        raise fail(str(problem)) from None
    for line in lines:
        out.print(line, markup=False, highlight=False)
