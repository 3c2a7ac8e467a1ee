"""Reconciling a month with a marketplace's own figures, and booking what it settled otherwise."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from hongmao.connectors.reports.settled import SettledRow
from hongmao.core.reasons import Reason, Refusal
from hongmao.core.reconciliation import Cause, explain
from hongmao.ledger import actions as ledger
from hongmao.people.actions import record
from hongmao.people.models import Person
from hongmao.settlement.models import Difference, Period, Reconciliation, SettledFigure, Source
from hongmao.settlement.queries.reconciliation import CHUNK, Pair, pairs

BOOKABLE = frozenset(Cause) - {Cause.MISSING_HERE, Cause.MISSING_THERE, Cause.CURRENCY}
"""What a booking can settle. A missing line is mended, not booked away; nor is a currency."""


def keep_figures(marketplace: str, rows: Iterable[SettledRow], report: str) -> int:
    """Store a settlement report, in chunks of one database transaction; the latest word holds.

    Returns how many rows there were. Kept again it changes nothing.
    """
    count, left = 0, iter(rows)
    while part := list(islice(left, CHUNK)):
        _keep(marketplace, {row.trade_id: row for row in part}, report)
        count += len(part)
    return count


@transaction.atomic
def _keep(marketplace: str, part: dict[str, SettledRow], report: str) -> None:
    SettledFigure.objects.bulk_create(
        [
            SettledFigure(
                marketplace=marketplace,
                trade_id=row.trade_id,
                currency=row.currency,
                commission=row.commission,
                service_fee=row.service_fee,
                settled_at=row.settled_at,
                report=report[:100],
                imported_at=timezone.now(),
            )
            for row in part.values()
        ],
        update_conflicts=True,
        unique_fields=["marketplace", "trade_id"],
        update_fields=[
            "currency", "commission", "service_fee", "settled_at", "report", "imported_at",
        ],
    )  # fmt: skip
    record(None, "import_settled", f"settled:{marketplace}", report=report[:100], rows=len(part))


@transaction.atomic
def reconcile(
    marketplace: str, key: str, at: datetime, actor: Person | None = None
) -> Reconciliation:
    """Compare a closed month with the marketplace's figures; again, it is brought up to date.

    With a settlement report of that month where one was imported, else with the order feed's last
    word. What was booked stays, and is taken off what is found. Raises `Refusal`:
    PERIOD_NOT_CLOSED.
    """
    period = Period.objects.select_for_update().filter(key=key, closed_at__isnull=False).first()
    if period is None:
        raise Refusal(Reason.PERIOD_NOT_CLOSED, period=key)
    reported = SettledFigure.objects.filter(
        marketplace=marketplace,
        settled_at__gte=period.starts_at,
        settled_at__lt=period.ends_at,
    ).exists()
    one, _ = Reconciliation.objects.get_or_create(
        marketplace=marketplace, period=period, defaults={"made_at": at, "source": Source.FEED}
    )
    one.source, one.made_at = Source.REPORT if reported else Source.FEED, at
    one.differences.filter(transfer__isnull=True).delete()
    _compare(one)
    one.save()
    record(actor, "reconcile", f"reconciliation:{one.pk}", compared=one.compared)
    return one


def _compare(one: Reconciliation) -> None:
    booked: Counter[tuple[str, str, str]] = Counter()
    for trade_id, currency, cause, amount in one.differences.values_list(
        "trade_id", "currency", "cause", "amount"
    ):
        booked[trade_id, currency, cause] += amount
    sums: dict[str, Counter[str]] = {"ours": Counter(), "theirs": Counter()}
    seen: Counter[str] = Counter()
    rows = _differences(one, sums, seen, booked)
    while part := list(islice(rows, CHUNK)):
        Difference.objects.bulk_create(part)
    one.compared, one.agreed = seen["compared"], seen["agreed"]
    one.ours, one.theirs = dict(sums["ours"]), dict(sums["theirs"])


def _differences(
    one: Reconciliation,
    sums: dict[str, Counter[str]],
    seen: Counter[str],
    booked: Counter[tuple[str, str, str]],
) -> Iterator[Difference]:
    """The rows to write, as the lines are compared; what is counted goes into `sums` and `seen`."""
    for pair in pairs(one.marketplace, one.period, one.source):
        seen["compared"] += 1
        if pair.ours is not None:
            sums["ours"][pair.ours.currency] += pair.ours.posted
        if pair.theirs is not None:
            sums["theirs"][pair.theirs.currency] += pair.theirs.net
        parts = _parts(one.marketplace, pair)
        seen["agreed"] += not parts
        for (currency, cause), amount in parts.items():
            rest = amount - booked[pair.trade_id, currency, cause]
            if rest:
                yield Difference(
                    reconciliation=one, trade_id=pair.trade_id, order_id=pair.order, cause=cause,
                    currency=currency, amount=rest,
                )  # fmt: skip


def _parts(marketplace: str, pair: Pair) -> dict[tuple[str, Cause], int]:
    found: dict[tuple[str, Cause], int] = defaultdict(int)
    for part in explain(marketplace, pair.ours, pair.theirs):
        found[part.currency, part.cause] += part.amount
    return {key: amount for key, amount in found.items() if amount}


@transaction.atomic
def book_difference(actor: Person, pk: int) -> Difference:
    """Book a difference: off (or onto) what the marketplace owes, against its differences.

    Twice is once. The community bears it; creators keep what was posted. Raises
    `Difference.DoesNotExist`, `Refusal`: DIFFERENCE_NOT_OWED.
    """
    found = Difference.objects.select_for_update().select_related("reconciliation").get(pk=pk)
    if found.transfer_id is not None:
        return found
    if Cause(found.cause) not in BOOKABLE:
        raise Refusal(Reason.DIFFERENCE_NOT_OWED, cause=found.get_cause_display())
    name = f"marketplace:{found.reconciliation.marketplace}"
    subject = f"difference:{found.pk}"
    found.transfer = ledger.post(
        ledger.Draft(
            key=subject,
            subject=subject,
            currency=found.currency,
            amounts={f"{name}:receivable": found.amount, f"{name}:difference": -found.amount},
            at=timezone.now(),
        )
    )
    found.booked_by = actor
    found.save(update_fields=["transfer", "booked_by"])
    record(actor, "book_difference", subject, amount=found.amount, cause=found.cause)
    return found
