"""Keeps the catalogue of translations: extracts sentences, updates the .po, compiles the .mo.

    python tools/messages.py          update both files
    python tools/messages.py --check  change nothing; say what is wrong and exit 1

Sentences are English in the source. There is one catalogue, Chinese; both its files are committed.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings as django_settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent / "src" / "hongmao"
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = {
    "Project-Id-Version": "hongmao",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

Key = tuple[str, str, str]
"""Context, sentence, and its plural, each empty where there is none."""


def find_sentences() -> dict[Key, set[str]]:
    """Every sentence of the source, and the files it stands in."""
    found: dict[Key, set[str]] = {}
    for path in sorted(
        [*ROOT.rglob("*.py"), *ROOT.rglob("templates/**/*.html"), *ROOT.rglob("templates/**/*.txt")]
    ):
        name = path.relative_to(ROOT).as_posix()
        for key in _sentences_in(path):
            found.setdefault(key, set()).add(name)
    return found


def _sentences_in(path: Path) -> Iterator[Key]:
    text = path.read_text()
    if path.suffix in (".html", ".txt"):
        # What templatize leaves is a stream of calls, indented as the page was.
        text = re.sub(r"^\s+", "", templatize(text), flags=re.MULTILINE)
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS
    ):
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if singular:
            yield context or "", singular, plural


def merge(old: polib.POFile, found: dict[Key, set[str]]) -> polib.POFile:
    """The catalogue of exactly the sentences found, with the translations that are known."""
    known = {_key(entry): entry for entry in old}
    new = polib.POFile(wrapwidth=98)
    new.metadata = dict(HEADER)
    for key in sorted(found):
        context, singular, plural = key
        entry = polib.POEntry(
            msgctxt=context or None,
            msgid=singular,
            msgid_plural=plural,
            occurrences=[(file, "") for file in sorted(found[key])],
        )
        before = known.get(key)
        if plural:
            entry.msgstr_plural = dict(before.msgstr_plural) if before else {0: ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        if "%(" in singular:
            entry.flags = ["python-format"]
        new.append(entry)
    return new


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


NAMES = re.compile(r"%\((\w+)\)s")


def mistakes() -> list[str]:
    """What is wrong with the committed catalogue; empty when nothing is."""
    catalogue = polib.pofile(str(PO))
    found = find_sentences()
    held = {_key(entry): entry for entry in catalogue}
    wrong = [f"not in the catalogue: {key[1]!r}" for key in found.keys() - held.keys()]
    wrong += [f"no longer in the source: {key[1]!r}" for key in held.keys() - found.keys()]
    for entry in catalogue:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(texts):
            wrong.append(f"not translated: {entry.msgid!r}")
        if entry.fuzzy or entry.obsolete:
            wrong.append(f"fuzzy or obsolete: {entry.msgid!r}")
        names = set(NAMES.findall(entry.msgid_plural or entry.msgid))
        wrong += [
            f"other names in braces: {entry.msgid!r}"
            for text in texts
            if set(NAMES.findall(text)) != names
        ]
    if not MO.exists() or MO.read_bytes() != catalogue.to_binary():
        wrong.append("the .mo does not match its .po")
    return sorted(wrong)


def update() -> list[str]:
    """Bring both files up to date; returns the sentences that still need a translation."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    old = polib.pofile(str(PO)) if PO.exists() else polib.POFile()
    catalogue = merge(old, find_sentences())
    catalogue.save(str(PO))
    catalogue.save_as_mofile(str(MO))
    return [entry.msgid for entry in catalogue if not entry.translated()]


def main() -> int:
    """Run from the command line."""
    if not django_settings.configured:
        django_settings.configure(USE_I18N=True)
    wrong = mistakes() if "--check" in sys.argv[1:] else update()
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
