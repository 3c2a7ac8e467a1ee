"""From a commission down to its click: what each step shows, and who may look."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
import pyarrow as pa
from django.conf import settings as django_settings
from django.db.models import Q, QuerySet

from hongmao.core.clock import from_ms
from hongmao.core.matching import Judgement
from hongmao.core.orders import OrderRevision, RefundRevision
from hongmao.ledger.models import Transfer
from hongmao.measure.runner import ask
from hongmao.orders.models import Match, Order, Refund
from hongmao.people.models import Person, Role
from hongmao.settlement.models import Commission
from hongmao.settlement.queries.payouts import PAID_ROLES, owner_of
from hongmao.settlement.queries.statements import lines_about

OWNERS = (Role.CREATOR, Role.AGENCY, Role.BRAND)
"""Who may have a commission of their own."""


def commission_for(person: Person, pk: int) -> Commission:
    """A commission that a person may see; raises `Commission.DoesNotExist` for any other.

    Operators see all; creators, agencies and brands those that are theirs, or that a statement of
    theirs has a line of.
    """
    found = Commission.objects.select_related(
        "order__product",
        "placement__note",
        "placement__brand",
        "creator",
        "agency",
        "terms__campaign",
    ).get(pk=pk)
    if person.role == Role.OPERATOR or _is_theirs(person, found):
        return found
    if person.role in OWNERS and lines_about(person, found.order_id).exists():
        return found
    raise Commission.DoesNotExist


def _is_theirs(person: Person, commission: Commission) -> bool:
    if person.role == Role.CREATOR:
        return commission.creator_id == person.pk
    if person.role == Role.AGENCY:
        return commission.agency is not None and commission.agency.person_id == person.pk
    if person.role == Role.BRAND and commission.placement is not None:
        return person.brands.filter(pk=commission.placement.brand_id).exists()
    return False


class EntryShown(msgspec.Struct, frozen=True):
    """An entry: its account, and the amount as a debit (positive) or a credit."""

    account: str
    amount: int


class TransferShown(msgspec.Struct, frozen=True):
    """A transfer of a commission with its entries."""

    transfer: Transfer
    entries: list[EntryShown]


def transfers_of(commission: Commission, person: Person) -> list[TransferShown]:
    """A commission's transfers in their order; others' accounts go without their number.

    What terms promise beyond the marketplace's commission may be of subjects below the
    commission's own, so those are taken too.
    """
    subject = str(commission)
    found = (
        Transfer.objects.select_related("link")
        .filter(Q(subject=subject) | Q(subject__startswith=f"{subject}:"))
        .order_by("at", "id")
    )
    return [transfer_shown(one, person) for one in found]


def transfer_shown(transfer: Transfer, person: Person) -> TransferShown:
    """A transfer with its entries, as a person may see them."""
    own = owner_of(person) if person.role in PAID_ROLES else ""
    entries = transfer.entries.select_related("account").order_by("pk")
    return TransferShown(
        transfer,
        [EntryShown(_shown(one.account.name, person, own), one.amount) for one in entries],
    )


def _shown(account: str, person: Person, own: str) -> str:
    owner, _, last = account.rpartition(":")
    kind = owner.partition(":")[0]
    hidden = person.role != Role.OPERATOR and kind in ("creator", "agency")
    if hidden and owner != own:
        return f"{kind}:…:{last}"
    return account


def revisions_shown(order: Order) -> list[tuple[datetime, OrderRevision]]:
    """What the marketplace said of an order, by its own times; each with when we heard it."""
    found = [
        (row.received_at, msgspec.convert(row.body, OrderRevision)) for row in order.revisions.all()
    ]
    return sorted(found, key=lambda one: (one[1].modified_ms, one[0]))


def refunds_shown(order: Order) -> list[tuple[datetime, RefundRevision]]:
    """What the marketplace said of an order's refund cases, by its own times."""
    rows = Refund.objects.filter(marketplace=order.marketplace, trade_id=order.trade_id)
    found = [(row.received_at, msgspec.convert(row.body, RefundRevision)) for row in rows]
    return sorted(found, key=lambda one: (one[1].modified_ms, one[0]))


def matches_of(order: Order, person: Person) -> QuerySet[Match]:
    """The judgements of an order that a person may see: the one that holds first.

    Creators and brands see those on placements of their own, agencies those their share is of.
    """
    found = order.matches.select_related(
        "placement__note", "placement__brand", "placement__creator", "order__commission"
    ).order_by("-current", "-pk")
    if person.role == Role.CREATOR:
        return found.filter(Q(placement__creator=person) | Q(placement=None))
    if person.role == Role.AGENCY:
        return found.filter(order__commission__agency__person=person, current=True)
    if person.role == Role.BRAND:
        return found.filter(Q(placement__brand__in=person.brands.all()) | Q(placement=None))
    return found


def match_for(person: Person, pk: int) -> Match:
    """A match that a person may see; raises `Match.DoesNotExist` for any other."""
    match = Match.objects.select_related("order__commission").get(pk=pk)
    try:
        commission_for(person, match.order.commission.pk)
    except Commission.DoesNotExist:
        raise Match.DoesNotExist from None
    return matches_of(match.order, person).get(pk=pk)


def evidence_of(match: Match) -> Judgement:
    """What a match was judged by."""
    return msgspec.convert(match.evidence, Judgement)


class ClickShown(msgspec.Struct, frozen=True):
    """A click as it stands in the lake, without who clicked."""

    id: str
    at: datetime
    code: str
    placement: int
    note: int
    surface: str
    outcome: str
    flags: tuple[str, ...]
    ruleset: str
    log: str
    segment: int
    ordinal: int


def click_of(match: Match) -> ClickShown | None:
    """The click that a match names, from the lake; None where the lake has none of that id."""
    if not match.click_id or match.click_at is None:
        return None
    wanted = {"wanted": pa.table({"id": [match.click_id]})}
    lake = django_settings.HONGMAO.lake_folder
    for row in ask("click", lake, wanted, hours=list(_hours(match.click_at))):
        flags = tuple(flag for flag in (row.pop("flags") or "").split(",") if flag)
        return ClickShown(at=from_ms(row.pop("at_ms")), flags=flags, **row)
    return None


def _hours(at: datetime) -> Iterator[str]:
    """The hour of a moment and those beside it, as the lake names them."""
    for back in (-1, 0, 1):
        yield f"{at + timedelta(hours=back):%Y%m%d%H}"
