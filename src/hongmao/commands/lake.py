"""The lake: `hongmao lake`."""

from typing import Annotated

import typer

from hongmao.commands.base import fail, load_settings, out

app = typer.Typer(no_args_is_help=True, help="Look after the lake: the event log as Parquet.")
Where = Annotated[
    str, typer.Option("--lake", help="Folder or URL.", show_default="HONGMAO_LAKE_URL")
]


@app.command()
def inspect(lake: Where = "") -> None:
    """Say what the lake holds: files, bytes and rows of each kind, and its hours."""
    from hongmao.lakes import show_lake

    show_lake(lake or load_settings().lake_folder, out)


@app.command()
def verify(lake: Where = "") -> None:
    """Read every row, and end with 1 where one is missing, twice, astray, or cannot be read."""
    from hongmao.lakes import verify_lake

    raise typer.Exit(0 if verify_lake(lake or load_settings().lake_folder, out) else 1)


@app.command()
def repair(lake: Where = "") -> None:
    """Ship again from the log what is torn or missing, and remove what counts no more.

    It ends with 1 where something is wrong still: the log has that segment no more.
    """
    from hongmao.lakes import repair_lake

    values = load_settings()
    good = repair_lake(lake or values.lake_folder, values.log_folder, out)
    raise typer.Exit(0 if good else 1)


@app.command()
def compact(
    lake: Where = "",
    grace_minutes: Annotated[
        float, typer.Option(min=0, help="How long replaced files stay for those who read them.")
    ] = 10.0,
) -> None:
    """Merge each hour's small files into one; safe to run at any time, twice, and to kill."""
    from hongmao.lakes import compact_lake

    compact_lake(lake or load_settings().lake_folder, grace_minutes, out)


@app.command()
def prune(
    days: Annotated[int, typer.Option(help="Days of rows to keep, 120 or more.")],
    lake: Where = "",
) -> None:
    """Drop rows older than so many days; totals by hour, kind, placement and note stay."""
    from hongmao.lakes import prune_lake

    try:
        prune_lake(lake or load_settings().lake_folder, days, out)
    except ValueError as problem:
        raise fail(str(problem)) from None
