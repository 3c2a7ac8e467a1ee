"""The lake: `hongmao lake`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hongmao.commands.base import fail, load, load_settings, out

app = typer.Typer(no_args_is_help=True, help="Look after the lake: the event log as Parquet.")
Where = Annotated[
    str, typer.Option("--lake", help="Folder or URL.", show_default="HONGMAO_LAKE_URL")
]


@contextmanager
def _alone(lake: str) -> Iterator[Path | str]:
    """The lake to change; this installation's own is held against its workers meanwhile."""
    if lake:
        yield lake
        return
    values = load()
    from django.db import DatabaseError
    from django.utils import timezone

    from hongmao.jobs.upkeep import LAKE, PATIENCE
    from hongmao.people.actions.chores import leave_chore, take_chore

    try:
        held = take_chore(LAKE, timezone.now(), PATIENCE * 0, PATIENCE)
    except DatabaseError:  # then no worker holds it either
        yield values.lake_folder
        return
    if held is None:
        raise fail("A worker is changing the lake now, or died at it. Try again within the hour.")
    try:
        yield values.lake_folder
    finally:
        leave_chore(LAKE, held)


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

    with _alone(lake) as where:
        good = repair_lake(where, load_settings().log_folder, out)
    raise typer.Exit(0 if good else 1)


@app.command()
def compact(
    lake: Where = "",
    grace_minutes: Annotated[
        float, typer.Option(min=0, help="How long replaced files stay for those who read them.")
    ] = 10.0,
) -> None:
    """Merge each hour's small files into one, as a worker does by itself.

    Safe to run at any time, twice, and to kill.
    """
    from hongmao.lakes import compact_lake

    with _alone(lake) as where:
        compact_lake(where, grace_minutes, out)


@app.command()
def prune(
    days: Annotated[int, typer.Option(help="Days of rows to keep, 120 or more.")],
    lake: Where = "",
) -> None:
    """Drop rows older than so many days; totals by hour, kind, placement and note stay."""
    from hongmao.lakes import prune_lake

    try:
        with _alone(lake) as where:
            prune_lake(where, days, out)
    except ValueError as problem:
        raise fail(str(problem)) from None
