"""Proofs on this machine: `hongmao bench`."""

from typing import Annotated

import typer

from hongmao.commands.base import out

app = typer.Typer(no_args_is_help=True, help="Prove on this machine what is promised.")


@app.command("kill")
def bench_kill(
    rounds: Annotated[int, typer.Option(min=1, help="Kills in each mode.")] = 20,
) -> None:
    """Kill an edge under full load, in both modes; end with 1 where a click is lost or doubled."""
    from hongmao.killtest import kill_edges

    counts = [
        kill_edges(rounds, mode, lambda line: out.print(line, markup=False))
        for mode in ("power", "crash")
    ]
    for count in counts:
        out.print(
            f"{count.durability}: {count.rounds} kills, {count.answered} clicks answered, "
            f"{count.written} written, {count.missing} answered and missing, "
            f"{count.duplicated} duplicated"
        )
    raise typer.Exit(0 if all(count.sound for count in counts) else 1)
