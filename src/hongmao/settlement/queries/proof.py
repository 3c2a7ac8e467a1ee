"""Whether statements prove what they say: recounted from their lines and the ledger."""

from collections.abc import Iterator
from hashlib import blake2b

import msgspec
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from hongmao.core.settlement import Column, PartyKind, owner
from hongmao.ledger.models import Account, Transfer
from hongmao.settlement.models import Party, Statement, StatementLine

CHUNK = 5_000
"""Lines read at a time: what bounds the memory of a closing."""


def accounts_of(party: Party) -> dict[Column, list[int]]:
    """A party's accounts by the column that their entries stand in."""
    found: dict[Column, list[int]] = {column: [] for column in Column}
    names = Account.objects.filter(
        name__startswith=f"{party.kind}:{party.name}:", currency=party.currency
    )
    for pk, name in names.values_list("pk", "name"):
        owned = owner(name)
        if owned is not None and owned.name == party.name:
            found[owned.column].append(pk)
    return found


def digest_lines(statement: Statement) -> str:
    """32 hex digits that tell a statement's lines from any others: of all fields, in order."""
    hashed = blake2b(digest_size=16)
    lines = StatementLine.objects.filter(statement=statement).order_by("pk")
    fields = ("transfer_id", "order_id", "note_id", "kind", *Column, "corrects_id")
    encode = msgspec.json.encode
    for line in lines.values_list(*fields).iterator(chunk_size=CHUNK):
        hashed.update(encode(line))
    return hashed.hexdigest()


def statement_differences(party: Party) -> Iterator[str]:
    """What is wrong with a party's statements, a sentence each; nothing where all is well."""
    stood = dict.fromkeys(Column, 0)
    for statement in party.statements.order_by("period__ends_at"):
        yield from _chained(statement, stood)
        stood = {column: getattr(statement, f"closing_{column}") for column in Column}
        if digest_lines(statement) != statement.digest:
            yield f"statement {statement}: its lines are not those that were closed"
    yield from _of_the_ledger(party)


def _chained(statement: Statement, stood: dict[Column, int]) -> Iterator[str]:
    """Each opens where the one before closed, and opening and lines come to closing."""
    sums = statement.each_line.aggregate(
        **{column.value: Coalesce(Sum(column.value), 0) for column in Column}
    )
    for column in Column:
        opening = getattr(statement, f"opening_{column}")
        closing = getattr(statement, f"closing_{column}")
        if opening != stood[column]:
            yield f"statement {statement}: {column} opens at {opening}, not at {stood[column]}"
        if opening + sums[column] != closing:
            yield f"statement {statement}: {column} closes at {closing}, its lines say otherwise"
        if sum(row[column] for row in statement.totals) != sums[column]:
            yield f"statement {statement}: its totals of {column} are not those of its lines"


def _of_the_ledger(party: Party) -> Iterator[str]:
    """Each line of a transfer says what its entries on the party's accounts come to."""
    sign = 1 if party.kind == PartyKind.MARKETPLACE else -1
    columns = [c for c in Column if party.kind != PartyKind.BRAND or c != Column.POSTED]
    accounts = accounts_of(party)
    zero = Value(0)
    sums = {
        f"ledger_{column}": Coalesce(
            Sum(
                Case(
                    When(
                        transfer__entries__account__in=accounts[column],
                        then=F("transfer__entries__amount") * sign,
                    ),
                    default=zero,
                )
            ),
            zero,
        )
        for column in columns
    }
    same = Q(**{f"ledger_{column}": F(column.value) for column in columns})
    lines = StatementLine.objects.filter(party=party, transfer__isnull=False)
    for line in lines.annotate(**sums).exclude(same).order_by("pk")[:20]:
        yield f"statement line {line.pk} of {party} is not what transfer {line.transfer_id} wrote"


def late_transfers(party: Party) -> QuerySet[Transfer]:
    """Transfers of a closed time that came after the closing: the next statement has them."""
    last = party.statements.order_by("-period__ends_at").first()
    if last is None:
        return Transfer.objects.none()
    pks = [pk for found in accounts_of(party).values() for pk in found]
    lined = StatementLine.objects.filter(party=party, transfer=OuterRef("pk"))
    return (
        Transfer.objects.filter(entries__account__in=pks, at__lt=last.period.ends_at)
        .exclude(Exists(lined))
        .distinct()
    )
