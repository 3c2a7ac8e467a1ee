"""A person's data as a zip of JSON, written while it is read."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from hongmao.people.actions import record
from hongmao.people.models import Person
from hongmao.people.owned import is_cascading, names_somebody, relations, rows_of
from hongmao.people.queries.devices import devices_of

SECRETS = {"password", "sealed", "session_key"}
"""Fields that open something, and so do not leave."""
ACTED = "_by"
"""How keys end that say who did something to what is not theirs; the audit rows tell of it."""
FILES = {"avatar", "file", "film"}
"""Fields that name files of the media folder."""
PIECE = 1 << 20
README = """What this community keeps of you, one JSON file a table, as its database has it.
`people.Person.json` is your account. Times are UTC; amounts are minor units (cents, fen) of their
currency. Passwords, keys and the numbers of payout accounts are left out; `mask` stands for them.

这是本社区保存的关于你的全部数据，每张表一个 JSON 文件。people.Person.json 是你的账号。
时间为 UTC；金额为最小货币单位（分）。密码、密钥和收款账号不在其中，以 mask 字段代替。
"""

Row = dict[str, Any]


class _Sink:
    """What a zip writes into: it keeps the bytes until they are taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._parts.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def export_person(person: Person) -> Iterator[bytes]:
    """The zip, piece by piece; leaves an audit row first."""
    record(person, "export_data", f"person:{person.pk}")
    return _pieces(person)


def _pieces(person: Person) -> Iterator[bytes]:
    sink = _Sink()
    files: set[str] = set()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as out:  # type: ignore[call-overload]
        out.writestr("README.txt", README)
        for name, rows in tables(person):
            with out.open(f"{name}.json", "w") as entry:
                entry.write(b"[")
                for number, row in enumerate(rows):
                    files |= {str(row[field]) for field in FILES & row.keys() if row[field]}
                    text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
                    entry.write((b",\n" if number else b"\n") + text.encode())
                    yield sink.take()
                entry.write(b"\n]\n")
        root = Path(django_settings.MEDIA_ROOT).resolve()
        for file in sorted(files):
            path = (root / file).resolve()
            if path.is_relative_to(root) and path.is_file():
                entry_of = zipfile.ZipInfo.from_file(path, f"media/{file}")  # packed enough
                with out.open(entry_of, "w") as entry, path.open("rb") as kept:
                    while piece := kept.read(PIECE):
                        entry.write(piece)
                        yield sink.take()
    yield sink.take()


def tables(person: Person) -> Iterator[tuple[str, Iterator[Row]]]:
    """Every table with rows of a person's own, and those rows without their secrets."""
    yield "people.Person", iter([_row(person)])
    if (devices := devices_of(person)).exists():  # they point to nobody: see people.actions.devices
        yield "people.Device", (_row(one) for one in devices)
    for model, field in relations(Person):
        if field.name.endswith(ACTED):
            continue
        rows = rows_of(model, field, person)
        if rows.exists():
            yield model._meta.label, (_row(one) for one in rows.iterator(chunk_size=500))
            for child, key in relations(model):
                if is_cascading(key) and not names_somebody(child):
                    below = child._default_manager.filter(**{f"{key.name}__in": rows})
                    if below.exists():
                        yield child._meta.label, (_row(one) for one in below.iterator(500))


def _row(one: models.Model) -> Row:
    hidden = SECRETS | ({"data"} if isinstance(one, Authenticator) else set())
    return {
        field.attname: field.value_from_object(one)
        for field in one._meta.concrete_fields
        if field.name not in hidden
    }
