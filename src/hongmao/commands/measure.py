"""Credit: `hongmao measure`."""

from pathlib import Path
from typing import Annotated

import typer

from hongmao.commands.base import fail, out

app = typer.Typer(no_args_is_help=True, help="Share conversions among touches.")


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
