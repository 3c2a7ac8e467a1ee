"""The ledger as a beancount file: exact amounts, each transfer with its key, subject and hash.

An account's name becomes beancount's by the chart's root and its parts, capitalised, with `-` for
what is neither letter nor digit, and `X` before what has no capital: `creator:42:held` is
`Liabilities:Creator:42:Held`. Its own name stands beside it as metadata.
The file ends with a balance of every account, summed by the database, which beancount compares
with its own sums without any tolerance.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TextIO
from unicodedata import category
from zoneinfo import ZoneInfo

from django.db.models import Min, Prefetch, Q, Sum

from hongmao.core.accounts import rule_of
from hongmao.core.money import Money
from hongmao.ledger.chain import BATCH, Head
from hongmao.ledger.models import Entry, Link


class SameName(ValueError):
    """Two accounts would have one name in beancount."""


def beancount_name(name: str) -> str:
    """An account's name in beancount."""
    return ":".join([rule_of(name).root, *(_component(part) for part in name.split(":"))])


def _component(part: str) -> str:
    plain = "".join(
        one if category(one)[0] == "L" or category(one) == "Nd" else "-" for one in part
    )
    first = plain[:1].upper()  # some letters have two for a large one, and ß is such
    begins = len(first) == 1 and category(first) in {"Lu", "Nd"}
    return f"{first}{plain[1:]}" if begins else f"X{plain}"


def quoted(text: str) -> str:
    """A string of beancount's."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def count(chains: list[Head]) -> int:
    """How many transfers `chains` hold."""
    return sum(head.sequence for head in chains)


def export(file: TextIO, zone: ZoneInfo, chains: list[Head]) -> Iterator[int]:
    """Write every transfer up to the heads `chains`; yields how many were written since.

    Days are those of `zone`. Holds a batch in memory at a time. Raises `SameName`.
    """
    file.write('option "title" "Hongmao"\n')
    file.writelines(f'option "operating_currency" "{head.currency}"\n' for head in chains)
    file.writelines(f"; head {head}\n" for head in chains)
    file.writelines(_openings(zone, chains))
    last = date.min
    for head in chains:
        for number, link in enumerate(_links(head), 1):
            day = link.transfer.at.astimezone(zone).date()
            last = max(last, day)
            file.write(_transaction(link, day))
            if number % BATCH == 0:
                yield BATCH
        yield head.sequence % BATCH
    file.write("\n")
    if chains:
        file.writelines(_balances(last + timedelta(days=1), chains))


def _upto(chains: list[Head]) -> Q:
    which = Q(pk__in=[])
    for head in chains:
        which |= Q(
            transfer__link__currency=head.currency, transfer__link__sequence__lte=head.sequence
        )
    return which


def _openings(zone: ZoneInfo, chains: list[Head]) -> Iterator[str]:
    first: dict[str, date] = {}
    currencies: dict[str, set[str]] = {}
    rows = Entry.objects.filter(_upto(chains)).values_list("account__name", "account__currency")
    for name, currency, at in rows.annotate(first=Min("at")):
        day = at.astimezone(zone).date()
        first[name] = min(day, first.get(name, day))
        currencies.setdefault(name, set()).add(currency)
    taken: dict[str, str] = {}
    for name, day in sorted(first.items()):
        other = taken.setdefault(beancount_name(name), name)
        if other != name:
            raise SameName(f"{name} and {other} are both {beancount_name(name)}")
        yield f"\n{day} open {beancount_name(name)} {','.join(sorted(currencies[name]))}\n"
        yield f"  name: {quoted(name)}\n"
        yield f"  pending: {'TRUE' if rule_of(name).pending else 'FALSE'}\n"


def _links(head: Head) -> Iterator[Link]:
    links = Link.objects.filter(currency=head.currency, sequence__lte=head.sequence)
    entries = Prefetch("transfer__entries", Entry.objects.select_related("account"))
    return (
        links.select_related("transfer__closes")
        .prefetch_related(entries)
        .order_by("sequence")
        .iterator(chunk_size=BATCH)
    )


def _transaction(link: Link, day: date) -> str:
    transfer = link.transfer
    facts = {"key": transfer.key, "subject": transfer.subject, "hash": link.hash}
    if transfer.closes:
        facts["closes"] = transfer.closes.key
    lines = [
        f"\n{day} * {quoted(transfer.subject)} #{transfer.kind}",
        *(f"  {name}: {quoted(value)}" for name, value in facts.items()),
        f"  sequence: {link.sequence}",
        f'  at: "{transfer.at:%Y-%m-%dT%H:%M:%S.%fZ}"',
        *(
            f"  {beancount_name(entry.account.name)}  {Money(entry.amount, transfer.currency)}"
            for entry in sorted(transfer.entries.all(), key=lambda entry: entry.account.name)
        ),
        "",
    ]
    return "\n".join(lines)


def _balances(day: date, chains: list[Head]) -> Iterator[str]:
    rows = (
        Entry.objects.filter(_upto(chains))
        .values_list("account__name", "account__currency")
        .annotate(total=Sum("amount"))
        .order_by("account__name", "account__currency")
    )
    for name, currency, total in rows:
        amount = Money(total, currency).decimal()
        yield f"{day} balance {beancount_name(name)}  {amount} ~ 0 {currency}\n"
