"""Every write about invoices: issuing one. Nothing changes it afterwards."""

from datetime import date, timedelta
from typing import Any

import msgspec
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hongmao.brands.models import Brand
from hongmao.core.reasons import Reason, Refusal
from hongmao.people.actions import record
from hongmao.people.models import Person, Role
from hongmao.settlement.models import (
    Deposit,
    DepositKind,
    Invoice,
    InvoiceKind,
    InvoiceYear,
)
from hongmao.settlement.queries.invoices import spending


@transaction.atomic
def invoice_spending(
    actor: Person, brand_id: int, currency: str, starts: date, ends: date
) -> Invoice:
    """Invoice what a brand spent on the days `starts` to `ends`; the same again is the same one.

    Raises `Refusal`: NOT_ALLOWED, PERIOD_OPEN (it is not over), PERIOD_INVOICED (another invoice
    has some of its days), NOTHING_SPENT, SELLER_UNSET.
    """
    brand = _brand(actor, brand_id)
    if ends >= timezone.localdate():
        raise Refusal(Reason.PERIOD_OPEN, day=ends + timedelta(days=1))
    overlapping = Invoice.objects.filter(
        brand=brand,
        kind=InvoiceKind.SPENDING,
        currency=currency,
        starts__lte=ends,
        ends__gte=starts,
    ).first()
    if overlapping is not None:
        if (overlapping.starts, overlapping.ends) == (starts, ends):
            return overlapping
        raise Refusal(Reason.PERIOD_INVOICED, number=overlapping)
    spent = spending(brand.pk, currency, starts, ends)
    if not spent:
        raise Refusal(Reason.NOTHING_SPENT)
    return _issue(
        actor,
        brand,
        kind=InvoiceKind.SPENDING,
        currency=currency,
        starts=starts,
        ends=ends,
        lines=[{**msgspec.to_builtins(one), "amount": one.total} for one in spent],
        total=sum(one.total for one in spent),
    )


@transaction.atomic
def invoice_deposit(actor: Person, deposit_id: int) -> Invoice:
    """Invoice what a brand paid in; the same again is the same one.

    Raises `Refusal`: NOT_ALLOWED, AMOUNT_NOT_POSITIVE (it was paid back, not in), SELLER_UNSET.
    """
    deposit = Deposit.objects.get(pk=deposit_id)
    brand = _brand(actor, deposit.brand_id)
    known = Invoice.objects.filter(deposit=deposit).first()
    if known is not None:
        return known
    if deposit.kind != DepositKind.DEPOSIT:
        raise Refusal(Reason.AMOUNT_NOT_POSITIVE)
    on = timezone.localtime(deposit.recorded_at).date()
    return _issue(
        actor,
        brand,
        kind=InvoiceKind.DEPOSIT,
        deposit=deposit,
        currency=deposit.currency,
        starts=on,
        ends=on,
        lines=[{"reference": deposit.reference, "amount": deposit.amount}],
        total=deposit.amount,
    )


def _brand(actor: Person, brand_id: int) -> Brand:
    """The brand, locked, so that two invoices cannot carry the same days."""
    if actor.role != Role.OPERATOR:
        raise Refusal(Reason.NOT_ALLOWED)
    return Brand.objects.select_for_update().get(pk=brand_id)


def _issue(actor: Person, brand: Brand, **fields: Any) -> Invoice:
    values = django_settings.HONGMAO
    if not values.company_name:
        raise Refusal(Reason.SELLER_UNSET)
    at = timezone.now()
    year = timezone.localtime(at).year
    InvoiceYear.objects.get_or_create(year=year)
    InvoiceYear.objects.select_for_update().get(year=year)
    last = Invoice.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    invoice = Invoice.objects.create(
        year=year,
        number=last + 1,
        brand=brand,
        seller={
            "name": values.company_name,
            "name_en": values.company_name_en,
            "address": values.company_address,
            "tax_id": values.company_tax_id,
        },
        buyer={"name": brand.name, "name_en": brand.name_en},
        issued_by=actor,
        issued_at=at,
        **fields,
    )
    record(
        actor, "issue_invoice", f"brand:{brand.pk}",
        number=str(invoice), total=invoice.total, currency=invoice.currency,
    )  # fmt: skip
    return invoice
