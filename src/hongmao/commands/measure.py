"""Credit, lift and reports: `hongmao measure`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hongmao.commands.base import fail, load, out

app = typer.Typer(no_args_is_help=True, help="Credit, lift and the seeding report.")


@app.command("paths")
def measure_paths(
    paths: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Parquet.")],
    model: Annotated[
        str,
        typer.Option(
            help="first, last, last-non-direct, linear, position, time-decay, markov or shapley."
        ),
    ] = "markov",
    order: Annotated[int, typer.Option(min=1, max=4, help="Markov's order.")] = 1,
    sep: Annotated[
        str | None, typer.Option(help="What parts the touches of a path.", show_default=">")
    ] = None,
    half_life: Annotated[
        float | None,
        typer.Option(help="Time decay's, in touches: path tables have no times.", show_default="1"),
    ] = None,
    direct: Annotated[
        list[str] | None,
        typer.Option(
            help="A channel that last-non-direct passes over; may be repeated.",
            show_default="direct",
        ),
    ] = None,
    skip_bad: Annotated[bool, typer.Option(help="Leave bad rows out, and count them.")] = False,
    target: Annotated[
        Path | None, typer.Option("--out", help="File to write: .csv or .parquet.")
    ] = None,
) -> None:
    """Credit channels from a table of paths; `docs/measure.md` says how each model shares.

    Columns: `path` (`a > b > c`), `total_conversions`, and maybe `total_conversion_value` and
    `total_null`. Every row is used or refused, and counted; without `--skip-bad` a refused row
    stops it with status 1.

    Example: `hongmao measure paths PATHS.csv --model markov --order 2 --out CREDITS.csv`.
    """
    from hongmao.measuring import CannotMeasure, run_paths

    passed = tuple(direct) if direct else ("direct",)
    try:
        good = run_paths(paths, model, order, sep, half_life, passed, skip_bad, target, out)
    except CannotMeasure as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(0 if good else 1)


@app.command("lift")
def measure_lift(
    readers: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Parquet.")],
    share: Annotated[
        float | None, typer.Option(help="The part that was to be held out; checks the split.")
    ] = None,
    planned: Annotated[
        int, typer.Option(min=1, help="Readers at which the always-valid interval is tightest.")
    ] = 10_000,
    skip_bad: Annotated[bool, typer.Option(help="Leave bad rows out, and count them.")] = False,
    target: Annotated[
        Path | None, typer.Option("--out", help="File to write: .csv, .parquet, .svg or .png.")
    ] = None,
) -> None:
    """Measure what campaigns added, by their holdout; `docs/truth.md` says why credit cannot.

    Columns: `reader`, `arm` (`shown`, `ghost`), `orders`, and maybe `before` (orders of the period
    before) and `campaign`. Every reader who would have seen a note, in the arm assigned.

    Example: `hongmao measure lift READERS.parquet --share .2 --out LIFT.svg`.
    """
    from hongmao.lifting import run_lift
    from hongmao.measuring import CannotMeasure

    try:
        good = run_lift(readers, share, planned, skip_bad, target, out)
    except CannotMeasure as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(0 if good else 1)


@app.command("report")
def measure_report(
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day, UTC.")
    ],
    last: Annotated[
        datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, all of it.")
    ],
    by: Annotated[str, typer.Option(help="note, creator or campaign.")] = "note",
    target: Annotated[
        Path | None,
        typer.Option("--out", help="File: .csv, .parquet, or the delay curve as .svg or .png."),
    ] = None,
) -> None:
    """Report what the clicks of some days came to, 1, 3, 7, 15 and 30 days after each.

    Late orders restate the past: what differs from the last time this was told is named. Only hours
    of the lake that changed are counted anew.

    Example: `hongmao measure report --from 2026-11-01 --to 2026-11-07 --by creator`.
    """
    values = load()
    from django.utils import timezone

    from hongmao.lifting import run_report
    from hongmao.measuring import CannotMeasure
    from hongmao.orders.outcomes import outcomes, told

    start, end = (day.replace(tzinfo=UTC) for day in (first, last + timedelta(days=1)))
    try:
        run_report(
            values.lake_folder, outcomes(start), by, start, end, timezone.now(), told(), target, out
        )
    except CannotMeasure as problem:
        raise fail(str(problem)) from None


@app.command("credit")
def measure_credit(
    by: Annotated[str, typer.Option(help="note, creator, campaign, surface or topic.")] = "note",
    model: Annotated[
        str,
        typer.Option(
            help="first, last, last-click, linear, position, time-decay or markov.",
            show_default="the six but Markov, side by side",
        ),
    ] = "",
    order: Annotated[int, typer.Option(min=1, max=4, help="Markov's order.")] = 1,
    window_days: Annotated[float, typer.Option(help="How far an order looks back.")] = 15.0,
    half_life_days: Annotated[float, typer.Option(help="Time decay's.")] = 7.0,
    view_weight: Annotated[
        int, typer.Option(min=0, help="What a view weighs where a click weighs 10; 0: no touch.")
    ] = 1,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day of orders, UTC."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="Last day of orders, all of it."),
    ] = None,
    currency: Annotated[
        str, typer.Option(help="Orders in another currency count, and are worth 0.")
    ] = "CNY",
    engine: Annotated[
        str,
        typer.Option(help="duckdb, spark, or a Spark master.", show_default="HONGMAO_ENGINE"),
    ] = "",
    orders: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="CSV or Parquet, in place of our orders."),
    ] = None,
    lake: Annotated[str, typer.Option(help="Folder or URL.", show_default="HONGMAO_LAKE_URL")] = "",
    identities: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="With --orders: reader, person."),
    ] = None,
    topics: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="With --orders: note, topic."),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option(help="With --orders: leave bad rows out, and count them.")
    ] = False,
    target: Annotated[
        Path | None, typer.Option("--out", help="File to write: .csv, .parquet, .svg or .png.")
    ] = None,
) -> None:
    """Credit matched orders to what their readers saw and clicked before, by several models.

    This installation's orders are those with an exact or a probable match. What cannot be credited
    is counted by its reason. With `--orders` and `--lake` it needs no settings and no database:
    columns `conversion`, `click_id`, `brand`, `at_ms`, `value`.

    Example: `hongmao measure credit --by creator --model time-decay --out CREDIT.csv`.
    """
    from hongmao.crediting import Asked, credit_file, credit_own, rule_of
    from hongmao.measuring import CannotMeasure

    try:
        asked = Asked(
            by, model, order, rule_of(window_days, half_life_days, view_weight), engine, skip_bad,
            target,
        )  # fmt: skip
        if orders is not None:
            if not lake or first or last:
                raise fail("With --orders, name a --lake, and choose orders in the file itself.")
            asked = msgspec.structs.replace(asked, engine=engine or "duckdb")
            good = credit_file(lake, orders, identities, topics, asked, out)
        elif identities or topics or skip_bad:
            raise fail("--identities, --topics and --skip-bad go with --orders.")
        else:
            values = load()
            own = msgspec.structs.replace(asked, engine=engine or values.engine, skip_bad=True)
            good = credit_own(lake or values.lake_folder, first, last, currency, own, out)
    except CannotMeasure as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(0 if good else 1)
