"""Recomputing the chain, the standings and the conversions, and saying where they first differ."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from hashlib import sha256

import msgspec
from django.db import connection
from django.db.models import F, Prefetch, Q, Sum

from hongmao.core.accounts import EXCHANGE, crosses
from hongmao.core.exchange import convert
from hongmao.core.money import Money
from hongmao.ledger.exchange import ratio_of
from hongmao.ledger.models import Conversion, Entry, Link, Standing, Transfer
from hongmao.ledger.queries import amounts

BATCH = 2_000


class Head(msgspec.Struct, frozen=True):
    """The last link of a currency's chain. Kept elsewhere, it proves what stood before it."""

    currency: str
    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.currency}:{self.sequence}:{self.hash}"


def parse_head(text: str) -> Head:
    """A head as `str` writes it; raises `ValueError` on anything else."""
    currency, sequence, digest = text.split(":")
    return Head(currency, int(sequence), digest)


def heads() -> list[Head]:
    """The head of every currency's chain."""
    link_all()
    last = Link.objects.order_by("currency", "-sequence")
    currencies = Link.objects.order_by("currency").values_list("currency", flat=True).distinct()
    rows = [last.filter(currency=currency)[0] for currency in currencies]
    return [Head(link.currency, link.sequence, link.hash) for link in rows]


def link_all() -> None:
    """Link the transfers of a database transaction that is still open (PostgreSQL: at commit)."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ledger_transfer_linked IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ledger_transfer_linked DEFERRED")


def fingerprint(link: Link, transfer: Transfer, entries: Mapping[str, int]) -> str:
    """The hash that a link should have: as the database computes it (`0002_triggers.py`)."""
    parts = [
        link.previous,
        str(link.sequence),
        transfer.key,
        transfer.digest,
        transfer.kind,
        transfer.subject,
        transfer.currency,
        f"{transfer.at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}",
        transfer.closes.key if transfer.closes else "",
    ]
    for name, amount in sorted(entries.items()):
        parts += [name, str(amount)]
    return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def broken_links(heard: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """The first broken link of each currency's chain, and transfers without one, a sentence each.

    `heard` is told how many links were recomputed since. Holds a batch in memory at a time.
    """
    for head in heads():
        yield from _first_broken(head, heard)
    unlinked = Transfer.objects.filter(link__isnull=True).order_by("pk").first()
    if unlinked is not None:
        yield f"transfer {unlinked} is in no chain"


def _first_broken(head: Head, heard: Callable[[int], None]) -> Iterator[str]:
    previous, expected, at_once = "", 1, 0
    links = (
        Link.objects.filter(currency=head.currency, sequence__lte=head.sequence)
        .select_related("transfer__closes")
        .prefetch_related(
            Prefetch("transfer__entries", Entry.objects.select_related("account"))
        )
        .order_by("sequence")
    )  # fmt: skip
    for link in links.iterator(chunk_size=BATCH):
        trouble = _trouble(link, previous, expected)
        if trouble:
            yield f"link {link} ({link.transfer}): {trouble}"
            return
        previous, expected, at_once = link.hash, expected + 1, at_once + 1
        if at_once == BATCH:
            heard(at_once)
            at_once = 0
    heard(at_once)


def _trouble(link: Link, previous: str, expected: int) -> str:
    transfer = link.transfer
    entries = {entry.account.name: entry.amount for entry in transfer.entries.all()}
    if link.sequence != expected:
        return f"link {expected} is missing before it"
    if link.previous != previous:
        return "it does not name the link before it"
    if any(entry.at != transfer.at for entry in transfer.entries.all()):
        return "an entry has another moment than its transfer"
    if link.currency != transfer.currency or link.hash != fingerprint(link, transfer, entries):
        return "its transfer is not what was written"
    return ""


def off_standings() -> Iterator[str]:
    """Standings that are not the sum of their entries, or below zero, a sentence each."""
    link_all()
    rows = Standing.objects.annotate(total=Sum("account__entries__amount"))
    for standing in rows.select_related("account").iterator():
        total = standing.total or 0
        name = standing.account.name
        if total != standing.balance:
            yield f"account {name} stands at {standing.balance}, its entries come to {total}"
        if crosses(name, total):
            yield f"account {name} is below zero: {total}"


def off_conversions() -> Iterator[str]:
    """Conversions that are not at their rate, and uses of exchange accounts without one."""
    for conversion in Conversion.objects.select_related("sold", "bought", "rate").iterator():
        sold = amounts(conversion.sold)
        bought = amounts(conversion.bought)
        base, quote = conversion.sold.currency, conversion.bought.currency
        given = Money(sold.get(f"{EXCHANGE}{base}", 0), base)
        taken = -bought.get(f"{EXCHANGE}{quote}", 0)
        if convert(given, quote, ratio_of(conversion.rate, base)).minor != taken:
            yield f"conversion {conversion.sold} is not at its rate {conversion.rate}"
    loose = Transfer.objects.filter(
        Q(sold_by__isnull=True, bought_by__isnull=True),
        entries__account__name__startswith=EXCHANGE,
        entries__account__currency=F("currency"),
    )
    for transfer in loose.iterator():
        yield f"transfer {transfer} uses an exchange account without a conversion"


def keeps(head: Head) -> bool:
    """Whether the chain still holds a head that was kept elsewhere."""
    return Link.objects.filter(
        currency=head.currency, sequence=head.sequence, hash=head.hash
    ).exists()
