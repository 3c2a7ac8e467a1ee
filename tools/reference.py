"""Writes `docs/reference/`: every setting, command, event field and reason, from the code itself.

`--check` changes nothing and ends with 1 where a page is not what the code says.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer import Context
from typer.cli import get_docs_for_click
from typer.main import get_command

from hongmao.__main__ import app
from hongmao.core.events import Outcome, Surface
from hongmao.core.links import LinkRecord
from hongmao.core.reasons import SENTENCES, Reason
from hongmao.lake.parquet import KINDS, schema
from hongmao.settings import Settings

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
HEAD = "<!-- Written by `make reference`; change the code, not this page. -->\n"


def settings_page() -> Iterator[str]:
    """Every setting: its variable, its default, what it means."""
    yield "# Settings\n"
    yield (
        "Each is an environment variable, or a line `NAME=value` in the file `env` of the home "
        "folder; the environment wins. Lists are written with commas.\n"
    )
    yield "| variable | default | meaning |\n|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = "`var/`" if name == "home" else _default(field.get_default())
        yield f"| `HONGMAO_{name.upper()}` | {default} | {field.description} |"
    yield ""


def _default(value: Any) -> str:
    if hasattr(value, "get_secret_value"):
        value = value.get_secret_value()
    text = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"`{text}`" if text else ""


def commands_page() -> Iterator[str]:
    """Every command, as its `--help` says."""
    command = get_command(app)
    yield get_docs_for_click(obj=command, ctx=Context(command), name="hongmao", title="Commands")


def events_page() -> Iterator[str]:
    """The fields of each event, in the order in which they stand in the log."""
    yield "# Events\n"
    yield "What the edge writes to the log. Each is a MessagePack array; the lake adds where it "
    yield "stood (`log`, `segment`, `ordinal`), calls `at` `at_ms`, and joins `flags` by commas.\n"
    for kind, event in KINDS.items():
        tag = event.__struct_config__.tag
        yield f"## {event.__name__} (`{tag}`), in the lake `{kind}`\n"
        yield f"{_first_line(event)}\n"
        yield "| field | in the lake | meaning |\n|---|---|---|"
        columns = schema(kind)
        for name in event.__struct_fields__:
            column = "at_ms" if name == "at" else name
            yield f"| `{name}` | `{column}` {columns.field(column).type} | {FIELDS[name]} |"
        yield ""
    yield f"Surfaces: {_codes(Surface)}. Outcomes: {_codes(Outcome)}.\n"
    yield "## The link snapshot\n"
    yield f"{_first_line(LinkRecord)}\n"
    yield f"Fields: {', '.join(f'`{name}`' for name in LinkRecord.__struct_fields__)}.\n"


FIELDS = {
    "at": "when the edge took it in, epoch milliseconds UTC",
    "id": "the click's id: 36 hexadecimal digits, signed, sorted by time",
    "code": "the link's code",
    "placement": "the placement the link belongs to",
    "note": "the note it stands under",
    "creator": "the note's creator",
    "brand": "the placement's brand",
    "campaign": "the placement's campaign",
    "reader": "the reader as a keyed hash: of the first-party cookie, else of day, address, agent",
    "view": "the page view that showed the card; empty where it is not known",
    "surface": "where the card stood",
    "seconds": "how long the note's page stood before the reader, 3 to 30 from our own pages",
    "outcome": "what the click was answered with",
    "flags": "reason codes of the traffic rules: kept, and not counted",
    "ruleset": "the version of those rules",
}


def reasons_page() -> Iterator[str]:
    """Every reason code with its sentence in both languages."""
    yield "# Reasons\n"
    yield "Why Hongmao refuses, flags or pauses: a closed set. Codes stand in events, in the "
    yield "database and in the API; the sentences on screens and in `message`.\n"
    yield "| code | English | 中文 |\n|---|---|---|"
    for reason in Reason:
        sentence = SENTENCES[reason]
        yield f"| `{reason}` | {sentence.en} | {sentence.zh} |"
    yield ""


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


def _codes(kind: Any) -> str:
    return ", ".join(f"`{member.value}`" for member in kind)


PAGES = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "events.md": events_page,
    "reasons.md": reasons_page,
}


def main(check: bool) -> int:
    """Write the pages, or compare them; returns the exit status."""
    stale = []
    for name, page in PAGES.items():
        text = HEAD + "\n".join(page()).rstrip() + "\n"
        path = FOLDER / name
        if check and (not path.exists() or path.read_text() != text):
            stale.append(name)
        elif not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if stale:
        print(f"Not what the code says: {', '.join(stale)}. Run: make reference", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
