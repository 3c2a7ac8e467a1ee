"""The audit of payouts, deposits and invoices: each says what the ledger says."""

from collections.abc import Iterator, Mapping

from django.db.models import Sum

from hongmao.core import payouts as rules
from hongmao.core.payouts import OPEN_STATES, Parts, PayoutState
from hongmao.jobs.finding import Finding
from hongmao.ledger.models import Entry
from hongmao.settlement.models import Deposit, DepositKind, Invoice, Payout


def payouts_agree() -> Finding:
    """Every payout's transfers come to what its state says, and nothing else is on the way."""
    books = _books("payout:")
    counted = 0
    differences: list[str] = []
    for payout in Payout.objects.select_related("batch").iterator(chunk_size=2_000):
        counted += 1
        expected, found = _expected(payout), books.pop(str(payout), {})
        if expected != found:
            differences.append(f"{payout} is {payout.state}: the ledger has {found}")
    differences += [f"the ledger has {subject}, which is no payout" for subject in books]
    return Finding("payouts = ledger", counted, 0, tuple(differences))


def _expected(payout: Payout) -> dict[str, int]:
    parts = Parts(payout.gross, payout.withheld, payout.rule)
    if payout.state in OPEN_STATES:
        return rules.drafted(payout.owner, parts)
    if payout.state == PayoutState.PAID:
        sent = rules.drafted(payout.owner, parts)
        del sent[f"{payout.owner}:paying"]
        return {**sent, f"bank:{payout.batch.bank}": -parts.net}
    return {}


def prepaid_agrees() -> Finding:
    """Every deposit stands in the ledger, and every invoice is what its lines come to."""
    books = _books("deposit:")
    counted = 0
    differences: list[str] = []
    for deposit in Deposit.objects.iterator():
        counted += 1
        signed = deposit.amount if deposit.kind == DepositKind.DEPOSIT else -deposit.amount
        expected = {f"bank:{deposit.bank}": signed, f"brand:{deposit.brand_id}:prepaid": -signed}
        if books.pop(str(deposit), {}) != expected:
            differences.append(f"{deposit} is not what the ledger has")
    differences += [f"the ledger has {subject}, which is no deposit" for subject in books]
    differences += _invoices()
    return Finding("deposits = ledger, invoices = lines", counted, 0, tuple(differences))


def _invoices() -> Iterator[str]:
    last: dict[int, int] = {}
    for invoice in Invoice.objects.order_by("year", "number").iterator():
        if invoice.number != last.get(invoice.year, 0) + 1:
            yield f"invoice {invoice} does not follow the one before"
        last[invoice.year] = invoice.number
        if invoice.total != sum(line["amount"] for line in invoice.lines):
            yield f"invoice {invoice} is not what its lines come to"


def _books(prefix: str) -> dict[str, Mapping[str, int]]:
    """What the subjects of one kind come to in the ledger, by account; nothing where all undone."""
    rows = (
        Entry.objects.filter(transfer__subject__startswith=prefix)
        .values_list("transfer__subject", "account__name")
        .annotate(total=Sum("amount"))
    )
    found: dict[str, dict[str, int]] = {}
    for subject, account, total in rows:
        if total:
            found.setdefault(subject, {})[account] = total
    return dict(found)
