"""Recounts everything from the log and fails loudly where any shown total differs.

Each check recomputes one step of the chain from the step before and compares: segments with the
lake, revisions with order states, lake and leases with matches, orders and terms with the ledger,
the ledger with what screens show.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from django.conf import settings as django_settings
from django.db.models import F
from django.utils import timezone

from hongmao.brands.models import Brand
from hongmao.core import commission as rules
from hongmao.core.clock import to_ms
from hongmao.core.events import Click
from hongmao.core.matching import Grade
from hongmao.core.money import MINOR_DIGITS
from hongmao.core.orders import OrderStatus
from hongmao.jobs.audit_pages import shown_to_brands, shown_to_creators
from hongmao.jobs.audit_payouts import payouts_agree, prepaid_agrees
from hongmao.jobs.finding import Finding
from hongmao.jobs.match import fit_of_match, judgements
from hongmao.lake.parquet import segment_name, shipped
from hongmao.lake.retention import kept_from_ms
from hongmao.lake.segments import read_segment, sealed_segments
from hongmao.ledger.chain import broken_links, heads, off_conversions, off_standings
from hongmao.ledger.models import Conversion, Standing, Transfer
from hongmao.ledger.queries import amounts, subject_amounts, trial_balance
from hongmao.measure.runner import ask
from hongmao.orders.actions import order_fields
from hongmao.orders.models import Match, Order
from hongmao.orders.queries import current_match
from hongmao.settlement.models import (
    Budget,
    Charge,
    Claim,
    ClaimState,
    ClickDay,
    Commission,
    CommissionState,
    Party,
)
from hongmao.settlement.queries.charges import charge_split, counts_of
from hongmao.settlement.queries.commissions import (
    available_at,
    entitlement,
    prepaid_balance,
    promised,
    split_of,
    standing_books,
    standing_of,
    summary,
    volumes_of,
)
from hongmao.settlement.queries.proof import late_transfers, statement_differences


def audit(at: datetime | None = None) -> Iterator[Finding]:
    """Run every check, in the order of the chain; `at` (now) decides which holds are over."""
    at = at or timezone.now()
    yield _log_and_lake()
    yield _orders()
    yield _matches()
    yield _clicks_of_matches()
    yield from audit_books(at)


def audit_books(at: datetime) -> Iterator[Finding]:
    """The checks from orders and their matches on: commissions, the ledger, and what is shown."""
    yield _commissions(at)
    yield _charges()
    yield _budgets()
    yield _transfers()
    yield _chain()
    yield _floors()
    yield _conversions()
    yield _claims()
    yield shown_to_creators()
    yield shown_to_brands()
    yield payouts_agree()
    yield prepaid_agrees()
    yield _statements()


def _log_and_lake() -> Finding:
    """Every sealed event stands in the lake once, and nothing else does.

    Of hours that were pruned the lake holds totals alone.
    """
    values = django_settings.HONGMAO
    kept_ms = kept_from_ms(values.lake_folder)
    held = shipped(values.lake_folder)
    in_lake: dict[str, Counter[tuple[int, str, int]]] = {}
    for row in ask("rows", values.lake_folder):
        name = segment_name(row["log"], row["segment"])
        in_lake.setdefault(name, Counter())[row["ordinal"], row["id"], row["at_ms"]] += 1
    counted, waiting, differences = 0, 0, []
    for path in sealed_segments(values.log_folder):
        name = segment_name(path.parent.name, int(path.stem))
        if name not in held:
            waiting += 1
            continue
        in_log = Counter(
            (one.ordinal, one.event.id if isinstance(one.event, Click) else one.event.view,
             one.event.at)
            for one in read_segment(path).events
            if one.event.at >= kept_ms
        )  # fmt: skip
        counted += in_log.total()
        if in_log != in_lake.pop(name, Counter()):
            differences.append(f"segment {name} and the lake do not hold the same events")
    differences += [f"the lake holds {name}, which no log has" for name in in_lake]
    return Finding("log = lake", counted, waiting, tuple(differences))


def _orders() -> Finding:
    """Every order says what its revisions and refunds add up to."""
    counted, differences = 0, []
    for order in Order.objects.iterator():
        counted += 1
        differences += [
            f"order {order}: {name} is {getattr(order, name)!r}, its revisions say {value!r}"
            for name, value in order_fields(order).items()
            if getattr(order, name) != value
        ]
    return Finding("revisions = orders", counted, 0, tuple(differences))


def _matches() -> Finding:
    """Judging every order again, by the fit its match was made with, gives the match that holds."""
    orders = list(Order.objects.select_related("product"))
    waiting = 0
    differences: list[str] = []
    for order, judgement in judgements(orders, fit_of_match()):
        match = current_match(order)
        if match is not None and match.evidence == msgspec.to_builtins(judgement):
            continue
        if match is not None and match.decided_by_id and judgement.grade is not Grade.EXACT:
            continue  # what a person decided stands against all but an exact match
        if order.needs_match:
            waiting += 1
        else:
            grade = match.grade if match else "no match"
            differences.append(f"order {order}: {grade} stands, the log says {judgement.grade}")
    return Finding("log + leases = matches", len(orders), waiting, tuple(differences))


def _clicks_of_matches() -> Finding:
    """Every click that money follows is in the lake, on the placement that is paid."""
    lake = django_settings.HONGMAO.lake_folder
    kept_ms = kept_from_ms(lake)
    clicks = {row["id"]: row["placement"] for row in ask("clicked", lake)}
    matches = Match.objects.filter(current=True).exclude(click_id="")
    differences = [
        f"{match}: click {match.click_id} is not in the lake on placement {match.placement_id}"
        for match in matches
        if clicks.get(match.click_id) != match.placement_id and _kept(match, kept_ms)
    ]
    return Finding("matches = clicks", len(matches), 0, tuple(differences))


def _kept(match: Match, kept_ms: int) -> bool:
    """Whether the lake still has rows of the moment of a match's click."""
    return match.click_at is None or to_ms(match.click_at) >= kept_ms


def _commissions(at: datetime) -> Finding:
    """Orders, matches and terms give the ledger's books and each commission's figures."""
    counted, waiting = 0, 0
    differences: list[str] = []
    for order in Order.objects.iterator():
        commission = Commission.objects.filter(order=order).first()
        if order.needs_books or commission is None or _to_release(commission, at):
            waiting += 1
            continue
        counted += 1
        differences += _commission_differences(order, commission, at)
    return Finding("orders + terms = ledger", counted, waiting, tuple(differences))


def _to_release(commission: Commission, at: datetime) -> bool:
    over = commission.available_at is not None and commission.available_at <= at
    return over and commission.state == CommissionState.HELD


def _commission_differences(order: Order, commission: Commission, at: datetime) -> Iterator[str]:
    """Terms and recorded grant give the books; no more is granted than the terms promise."""
    due, volumes, standing = entitlement(order), volumes_of(commission), standing_of(commission)
    if promised(order, due, volumes) != standing.promised:
        yield f"{commission}: says that its terms promise {standing.promised}, they do not"
    waits = commission.available_at is not None and at < commission.available_at
    if commission.available_at != available_at(order, due):
        yield f"{commission}: is held until another time than its terms say"
    goal = rules.target(OrderStatus(order.status), split_of(order, due, standing), waits)
    books = standing_books(commission)
    if books != goal:
        yield f"{commission}: the ledger has {books}, the order says {goal}"
    shown = (
        CommissionState(commission.state),
        commission.creator_amount,
        commission.agency_amount,
        commission.platform_amount,
        commission.returned,
    )
    expected = msgspec.structs.astuple(summary(order, due, standing, volumes, waits))
    if shown != expected:
        yield f"{commission}: shows {shown}, the order says {expected}"


def _charges() -> Finding:
    """Counting a day's clicks again gives its charges, and those the ledger's books."""
    waiting = set(ClickDay.objects.filter(marks__gt=F("counted")).values_list("day", flat=True))
    days = set(Charge.objects.values_list("day", flat=True)) - waiting
    differences = []
    for day in sorted(days):
        for count in counts_of(day):
            charge = Charge.objects.filter(
                placement=count.placement, terms=count.terms, day=day, kind=count.kind
            ).first()
            if (charge.counted if charge else 0) != count.counted:
                differences.append(f"{day}: placement {count.placement} has {count.counted}")
            if charge is not None and standing_books(charge) != rules.charged(charge_split(charge)):
                differences.append(f"{charge}: the ledger has {standing_books(charge)}")
    return Finding("clicks = charges", Charge.objects.count(), len(waiting), tuple(differences))


def _budgets() -> Finding:
    """Every budget says what was granted by it, and no balance of a brand is below zero."""
    counted: Counter[tuple[int, date | None]] = Counter()
    commissions = Commission.objects.filter(
        terms__isnull=False, currency=F("terms__campaign__currency")
    ).values_list("placement__campaign", "day", "granted")
    charges = Charge.objects.values_list("placement__campaign", "day", "granted")
    for campaign, day, granted in [*commissions, *charges]:
        counted[campaign, day] += granted
        counted[campaign, None] += granted
    rows = {(row.campaign_id, row.day): row.spent for row in Budget.objects.all()}
    differences = [
        f"the budget of campaign {campaign} ({day or 'in all'}) has {rows.get((campaign, day), 0)} "
        f"spent, commissions and charges come to {counted[campaign, day]}"
        for campaign, day in rows.keys() | counted.keys()
        if rows.get((campaign, day), 0) != counted[campaign, day]
    ]
    differences += [
        f"brand {brand} has prepaid less than nothing in {currency}"
        for brand in Brand.objects.values_list("pk", flat=True)
        for currency in MINOR_DIGITS
        if prepaid_balance(brand, currency) < 0
    ]
    return Finding("grants = budgets", len(rows), 0, tuple(differences))


def _transfers() -> Finding:
    """Every transfer sums to zero, and so does the whole ledger."""
    counted = 0
    differences: list[str] = []
    for transfer in Transfer.objects.iterator():
        counted += 1
        if sum(amounts(transfer).values()) != 0:
            differences.append(f"transfer {transfer} does not sum to zero")
    differences += [
        f"the ledger is off by {total} in {currency}"
        for currency, total in trial_balance().items()
        if total
    ]
    return Finding("entries sum to zero", counted, 0, tuple(differences))


def _chain() -> Finding:
    """Every transfer is what its link says, and every link follows the one before."""
    counted = sum(head.sequence for head in heads())
    return Finding("transfers = chain", counted, 0, tuple(broken_links()))


def _floors() -> Finding:
    """No account that must not is below zero, and the database counted them rightly."""
    return Finding("floors", Standing.objects.count(), 0, tuple(off_standings()))


def _conversions() -> Finding:
    """Every conversion is at its recorded rate."""
    return Finding("conversions = rates", Conversion.objects.count(), 0, tuple(off_conversions()))


def _claims() -> Finding:
    """Every decided match has its granted claim, and goodwill stands in the ledger as shown."""
    granted = {str(claim): claim for claim in Claim.objects.filter(state=ClaimState.GRANTED)}
    decided = Match.objects.filter(current=True, decided_by__isnull=False)
    differences = [
        f"{match}: decided for {match.evidence['decided']['for']}, which is not granted"
        for match in decided
        if match.evidence["decided"]["for"] not in granted
    ]
    for name, claim in granted.items():
        paid = subject_amounts(name).get(f"creator:{claim.creator_id}:available", 0)
        if -paid != claim.goodwill - claim.goodwill_returned:
            differences.append(f"{name}: the ledger paid {-paid}, it shows {claim.goodwill}")
    return Finding("claims = matches + ledger", len(granted), 0, tuple(differences))


def _statements() -> Finding:
    """Statements open where the last closed, and their lines are the ledger's, each entry once."""
    counted, waiting = 0, 0
    differences: list[str] = []
    for party in Party.objects.order_by("pk"):
        counted += sum(party.statements.values_list("lines", flat=True))
        waiting += late_transfers(party).count()
        differences += statement_differences(party)
    return Finding("ledger = statements", counted, waiting, tuple(differences))


def differs(findings: list[Finding]) -> bool:
    """Whether any check found a difference."""
    return any(finding.differences for finding in findings)
