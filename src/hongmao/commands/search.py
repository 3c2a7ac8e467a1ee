"""The index that notes are found by: `hongmao search`."""

from typing import Annotated

import typer

from hongmao.commands.base import load, out

app = typer.Typer(no_args_is_help=True, help="Look after the index that notes are found by.")
SHOWN = 20


@app.command("rebuild")
def search_rebuild() -> None:
    """Make the index of all notes anew. It answers all the while; the worker need not stop."""
    load()
    from hongmao.search.actions import rebuild

    out.print(f"Indexed {rebuild():,} notes.")


@app.command("verify")
def search_verify() -> None:
    """Compare the index with every note; end with 1 where they differ.

    A note changed in the last seconds may be on its way still: `hongmao work --once` brings it in.
    """
    load()
    from hongmao.search.checks import verify

    faults = list(verify())
    for fault in faults[:SHOWN]:
        out.print(f"{fault.subject}: {fault.what}", markup=False)
    if len(faults) > SHOWN:
        out.print(f"… and {len(faults) - SHOWN:,} more")
    if faults:
        out.print(f"{len(faults):,} faults. `hongmao search rebuild` mends them.", markup=False)
        raise typer.Exit(1)
    out.print("The index is exactly what the notes say.")


@app.command("ask")
def search_ask(
    question: Annotated[str, typer.Argument(help="What a reader would type.")],
    count: Annotated[int, typer.Option(min=1, max=100, help="Answers shown.")] = 10,
) -> None:
    """Show what a question finds, with the score of each answer: to see why."""
    load()
    from django.utils import timezone

    from hongmao.notes.queries.notes import public_notes
    from hongmao.search.asking import Filters, ask, find, number

    at, filters = timezone.now(), Filters()
    asked = ask(question, filters, at)
    for term in asked.question.terms:
        ways = " | ".join(" + ".join(tokens) for tokens in (*term.any_of, *term.wider))
        out.print(f"{term.text}: {ways}", markup=False)
    if asked.instead:
        out.print(f"Nothing has {asked.instead}; these are for {asked.text}.", markup=False)
    hits = find(asked, filters, at, 0, count)
    titles = dict(
        public_notes().filter(pk__in=[hit.note_id for hit in hits]).values_list("pk", "title")
    )
    for hit in hits:
        title = titles.get(hit.note_id, "")
        out.print(f"{hit.score:8.3f}  {hit.note_id:>8}  {title}", markup=False)
    out.print(f"{number(asked, filters, at):,} notes.")
