"""What payouts are due, what a batch's files say, and what results would change."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings as django_settings
from django.db.models import Count, Q, QuerySet, Sum

from hongmao.brands.models import Agency
from hongmao.core.money import Money, MoneyError, parse_major
from hongmao.core.payees import Payee
from hongmao.core.payouts import OPEN_STATES, Outcome, Parts, PayoutState, step
from hongmao.core.reasons import Reason, Refusal
from hongmao.core.sealing import unseal
from hongmao.core.withholding import Rule, RuleError, read_rules, rule_for, withhold
from hongmao.ledger.models import Account
from hongmao.ledger.queries import balances
from hongmao.people.models import Person, Role
from hongmao.settlement.files.batch import FileBatch, FileRow, Payer
from hongmao.settlement.files.results import ResultRow
from hongmao.settlement.models import BatchState, Payout, PayoutAccount, PayoutBatch

SEALED_FOR = "payout account"

PAID_ROLES = (Role.CREATOR, Role.AGENCY)
"""Whom batches pay."""


class Standing(StrEnum):
    """Why somebody is in the next batch, or is not."""

    DUE = "due"
    BELOW = "below"
    OWING = "owing"
    NO_ACCOUNT = "no_account"
    OTHER_KIND = "other_kind"
    OPEN = "open"


class Balance(msgspec.Struct, frozen=True):
    """An owner's available balance in minor units, below zero where refunds took more."""

    owner: str
    person: Person
    amount: int
    least: int
    standing: Standing
    account: PayoutAccount | None


def owner_of(person: Person) -> str:
    """Whose accounts of the ledger a person is paid from: `creator:42`, `agency:3`.

    Empty for an account of that role whose agency is not open: nothing is owed to it.
    """
    if person.role != Role.AGENCY:
        return f"creator:{person.pk}"
    agency = Agency.objects.filter(person=person).first()
    return f"agency:{agency.pk}" if agency else ""


def owners_of(owners: Iterable[str]) -> dict[str, int]:
    """The key of the person behind each owner; one that has none is left out."""
    numbers = {owner: owner.partition(":") for owner in owners}
    agencies = dict(
        Agency.objects.filter(
            pk__in=[int(number) for kind, _, number in numbers.values() if kind == "agency"]
        ).values_list("pk", "person_id")
    )
    people = {
        owner: agencies.get(int(number)) if kind == "agency" else int(number)
        for owner, (kind, _, number) in numbers.items()
    }
    return {owner: pk for owner, pk in people.items() if pk is not None}


def payable(currency: str, kind: str, among: Collection[str] | None = None) -> list[Balance]:
    """Everybody with a balance, by the person's id, and whether a batch of this kind pays it."""
    amounts = available(currency, among)
    owners = {person: owner for owner, person in owners_of(amounts).items()}
    people = Person.objects.filter(pk__in=owners).order_by("pk").select_related("payout_account")
    on_the_way = set(
        Payout.objects.filter(currency=currency, state__in=OPEN_STATES).values_list(
            "owner", flat=True
        )
    )
    return [
        _balance(who, owner, amounts[owner], currency, kind, owner in on_the_way)
        for who in people
        for owner in (owners[who.pk],)
    ]


def _balance(
    person: Person, owner: str, amount: int, currency: str, kind: str, is_open: bool
) -> Balance:
    account: PayoutAccount | None = getattr(person, "payout_account", None)
    least = threshold(account, currency)
    standing = Standing.DUE
    if amount < 0:
        standing = Standing.OWING
    elif is_open:
        standing = Standing.OPEN
    elif amount < least:
        standing = Standing.BELOW
    elif account is None:
        standing = Standing.NO_ACCOUNT
    elif account.kind != kind:
        standing = Standing.OTHER_KIND
    return Balance(owner, person, amount, least, standing, account)


def available(currency: str, among: Collection[str] | None = None) -> dict[str, int]:
    """Available balances by owner, minor units; those that come to nothing are left out."""
    which = Q(account__name__endswith=":available") & (
        Q(account__name__startswith="creator:") | Q(account__name__startswith="agency:")
    )
    if among is not None:
        which = Q(account__name__in=[f"{owner}:available" for owner in among])
    amounts = balances(which, currency)
    return {name.rpartition(":")[0]: -amount for name, amount in amounts.items()}


def threshold(account: PayoutAccount | None, currency: str) -> int:
    """The smallest balance that is paid to an account, in minor units."""
    own = account.least if account else None
    whole = django_settings.HONGMAO.payout_least if own is None else own
    return max(parse_major(str(whole), currency), 1)


def thresholds() -> QuerySet[PayoutAccount]:
    """Accounts that have a threshold of their own, the highest first."""
    return (
        PayoutAccount.objects.filter(least__isnull=False)
        .select_related("person")
        .order_by("-least", "pk")
    )


def rules() -> tuple[Rule, ...]:
    """The tax rules of the settings. Raises `Refusal` RULES_UNREADABLE."""
    file = django_settings.HONGMAO.withholding
    if not file:
        return ()
    try:
        return read_rules(Path(file).read_bytes())
    except (RuleError, OSError) as problem:
        raise Refusal(Reason.RULES_UNREADABLE, file=file, detail=str(problem)) from None


def parts_of(due: Sequence[Balance], currency: str, at: datetime) -> dict[str, Parts]:
    """What is withheld of each balance, by owner; one that would leave nothing is left out."""
    table, on = rules(), at.astimezone(_zone()).date()
    before = _this_month([one.owner for one in due], currency, on) if table else {}
    found = {}
    for one in due:
        assert one.account is not None  # the due have one
        rule = rule_for(table, one.account.country, one.account.status, currency, on)
        parts = Parts(one.amount)
        if rule is not None:
            earlier, withheld = before.get((one.owner, rule.name), (0, 0))
            kept = withhold(rule, one.amount, earlier, withheld)
            parts = Parts(one.amount, kept, rule.name)
        if parts.net > 0:
            found[one.owner] = parts
    return found


def _this_month(
    owners: Sequence[str], currency: str, on: date
) -> dict[tuple[str, str], tuple[int, int]]:
    """What this month's payouts came to and what was withheld, by owner and rule."""
    first = datetime(on.year, on.month, 1, tzinfo=_zone())
    standing = [*OPEN_STATES, PayoutState.PAID]
    rows = (
        Payout.objects.filter(
            owner__in=owners,
            currency=currency,
            state__in=standing,
            batch__made_at__gte=first,
        )
        .exclude(rule="")
        .values_list("owner", "rule")
        .annotate(gross=Sum("gross"), withheld=Sum("withheld"))
    )
    return {(owner, rule): (gross, withheld) for owner, rule, gross, withheld in rows}


def _zone() -> ZoneInfo:
    return ZoneInfo(django_settings.HONGMAO.time_zone)


def batches() -> QuerySet[PayoutBatch]:
    """All batches, the latest first, with what they come to."""
    return (
        PayoutBatch.objects.select_related("made_by", "decided_by")
        .annotate(total=Sum("payouts__net"), count=Count("payouts"))
        .order_by("-pk")
    )


class Standings(msgspec.Struct, frozen=True):
    """What stands for somebody in one currency, minor units.

    `least` is the balance from which the next batch pays it; `paid` and `withheld` are what has
    arrived so far and what was withheld of it.
    """

    currency: str
    available: int
    paying: int
    paid: int
    withheld: int
    least: int


def standings(person: Person) -> list[Standings]:
    """What stands for a creator or an agency in each currency they have earned in."""
    owner = owner_of(person)
    names = [f"{owner}:{part}" for part in ("available", "paying")]
    used = Account.objects.filter(name__in=names).values_list("currency", flat=True).distinct()
    account = account_of(person)
    found = []
    for currency in sorted(used, key=lambda one: (one != "CNY", one)):
        amounts = balances(Q(account__name__in=names), currency)
        arrived = Payout.objects.filter(
            owner=owner, currency=currency, state=PayoutState.PAID
        ).aggregate(net=Sum("net"), withheld=Sum("withheld"))
        found.append(
            Standings(
                currency=currency,
                available=-amounts.get(names[0], 0),
                paying=-amounts.get(names[1], 0),
                paid=arrived["net"] or 0,
                withheld=arrived["withheld"] or 0,
                least=threshold(account, currency),
            )
        )
    return found


def account_of(person: Person) -> PayoutAccount | None:
    """Where somebody is paid, where they have said so."""
    return PayoutAccount.objects.filter(person=person).first()


def batch(pk: int) -> PayoutBatch:
    """A batch with what it comes to; raises `PayoutBatch.DoesNotExist`."""
    return batches().get(pk=pk)


def payouts_of(person: Person) -> QuerySet[Payout]:
    """Somebody's payouts, the latest first."""
    return Payout.objects.filter(person=person).select_related("batch").order_by("-pk")


def payer() -> Payer:
    """Who pays, from the settings."""
    values = django_settings.HONGMAO
    return Payer(
        name=values.company_name,
        alipay=values.payer_alipay,
        iban=values.payer_iban,
        bic=values.payer_bic,
        latin=values.company_name_en,
    )


def file_batch(batch: PayoutBatch) -> FileBatch:
    """A released batch as its files see it: the same, whoever asks and when.

    Raises `Refusal`: NOT_RELEASED, SEAL_BROKEN.
    """
    if batch.state != BatchState.RELEASED:
        raise Refusal(Reason.NOT_RELEASED)
    assert batch.decided_at is not None  # the database holds that
    sent = batch.payouts.exclude(state=PayoutState.CANCELLED).order_by("pk")
    rows = tuple(FileRow(one.number, payee_of(one.sealed), one.net) for one in sent)
    note = "佣金" if batch.currency == "CNY" else "Commission"
    return FileBatch(batch.number, batch.currency, batch.decided_at.astimezone(_zone()), note, rows)


def payee_of(sealed: str) -> Payee:
    """The account that was sealed. Raises `Refusal` SEAL_BROKEN."""
    secret = django_settings.HONGMAO.secret.get_secret_value()
    return msgspec.json.decode(unseal(sealed, secret, SEALED_FOR), type=Payee)


class Change(msgspec.Struct, frozen=True):
    """What a row of results does to a payout; nothing where `before` and `after` are the same."""

    row: ResultRow
    payout: int
    before: PayoutState
    after: PayoutState

    @property
    def is_news(self) -> bool:
        """Whether it changes anything."""
        return self.before != self.after


class Mistake(msgspec.Struct, frozen=True):
    """A row that cannot be, and why."""

    row: ResultRow
    refusal: Refusal


class Plan(msgspec.Struct, frozen=True):
    """What a table of results would do."""

    changes: list[Change]
    mistakes: list[Mistake]


def plan_results(rows: Iterable[ResultRow], payouts: Iterable[Payout] | None = None) -> Plan:
    """What results would change, row after row as they stand in the file.

    `payouts` are those they name, where they have been read (and locked) already.
    """
    rows = list(rows)
    if payouts is None:
        payouts = named_payouts(rows)
    known = {one.number: one for one in payouts}
    states = {one.number: PayoutState(one.state) for one in known.values()}
    references: dict[str, str] = {one.number: one.bank_reference for one in known.values()}
    plan = Plan([], [])
    for row in rows:
        try:
            after = _judge(row, known.get(row.payout), states, references)
        except Refusal as refusal:
            plan.mistakes.append(Mistake(row, refusal))
            continue
        plan.changes.append(Change(row, known[row.payout].pk, states[row.payout], after))
        states[row.payout] = after
        references[row.payout] = row.bank_reference or references[row.payout]
    return plan


def named_payouts(rows: Iterable[ResultRow]) -> QuerySet[Payout]:
    """The payouts that results name, in the order in which they are locked."""
    digits = [row.payout.removeprefix("HM") for row in rows]
    keys = {int(one) for one in digits if one.isascii() and one.isdigit() and len(one) < 18}
    return Payout.objects.filter(pk__in=keys).select_related("batch").order_by("pk")


def _judge(
    row: ResultRow, payout: Payout | None, states: dict[str, PayoutState], seen: dict[str, str]
) -> PayoutState:
    """The state a row leads to.

    Raises `Refusal`: RESULT_UNKNOWN, RESULT_UNCLEAR, RESULT_AMOUNT, RESULT_CONFLICT.
    """
    if payout is None or payout.batch.state != BatchState.RELEASED:
        raise Refusal(Reason.RESULT_UNKNOWN, payout=row.payout)
    if row.outcome is None:
        raise Refusal(Reason.RESULT_UNCLEAR, result=row.said)
    if row.amount and _minor(row.amount, payout.currency) != payout.net:
        amount = str(Money(payout.net, payout.currency).decimal())
        raise Refusal(Reason.RESULT_AMOUNT, payout=row.payout, amount=amount, said=row.amount)
    before = states[row.payout]
    after = step(before, row.outcome)
    other = row.bank_reference and seen[row.payout] and row.bank_reference != seen[row.payout]
    if after is None or (other and after == before and row.outcome is Outcome.SUCCEEDED):
        raise Refusal(Reason.RESULT_CONFLICT, payout=row.payout, state=before, result=row.said)
    return after


def _minor(text: str, currency: str) -> int | None:
    try:
        return parse_major(text, currency)
    except MoneyError:
        return None
