"""Brands' prepaid money: what they paid in, what is left, and their invoices."""

from collections.abc import Callable

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hongmao.brands.models import Brand
from hongmao.brands.queries import brands_of
from hongmao.core.money import MINOR_DIGITS
from hongmao.people.models import Role
from hongmao.settlement.actions import deposits as actions
from hongmao.settlement.actions import invoices as invoicing
from hongmao.settlement.documents.invoice import invoice_pdf
from hongmao.settlement.models import DepositKind
from hongmao.settlement.queries import deposits as queries
from hongmao.settlement.queries.invoices import invoices, invoices_of
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, act
from hongmao.web.console.brand import brand_in_view
from hongmao.web.console.money_forms import InvoiceForm, MovementForm

SHOWN = 100


class Line(msgspec.Struct, frozen=True):
    """What one brand has left in one currency."""

    brand: Brand
    prepaid: queries.Prepaid


@allow(Role.BRAND)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """A brand's prepaid money, deposits and invoices."""
    member = person(request)
    brand = brand_in_view(member, request.GET.get("brand", ""))
    currencies = (queries.currencies_of(brand.pk) or ["CNY"]) if brand else []
    context = {
        "brand": brand,
        "brands": list(brands_of(member)),
        "balances": [queries.prepaid(brand.pk, one) for one in currencies] if brand else [],
        "deposits": list(queries.deposits_of(brand.pk)[:SHOWN]) if brand else [],
        "invoices": list(invoices_of([brand.pk])[:SHOWN]) if brand else [],
    }
    return render(request, "console/my_prepaid.html", context)


@allow(Role.BRAND, Role.OPERATOR)
@require_safe
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """An invoice as PDF, for operators and the brand's own people."""
    who = person(request)
    shown = invoices() if who.role == Role.OPERATOR else invoices_of(b.pk for b in brands_of(who))
    found = shown.filter(pk=pk).first()
    if found is None:
        raise Http404
    response = HttpResponse(invoice_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="hongmao-{found}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@allow(Role.OPERATOR)
@require_safe
def prepaid(request: HttpRequest) -> HttpResponse:
    """What every brand has left, and the forms to record and invoice."""
    return show_prepaid(request)


def show_prepaid(
    request: HttpRequest,
    refusal: str = "",
    status: int = 200,
    movement: MovementForm | None = None,
    period: InvoiceForm | None = None,
) -> HttpResponse:
    """The page, with forms as they were filled in and the sentence of a refusal."""
    context = {
        "lines": _lines(),
        "movement": movement or MovementForm(),
        "period": period or InvoiceForm(),
        "deposits": list(queries.deposits()[:SHOWN]),
        "invoices": list(invoices()[:SHOWN]),
        "refusal": refusal,
    }
    return render(request, "console/prepaid.html", context, status=status)


def _lines() -> list[Line]:
    found = []
    for currency in MINOR_DIGITS:
        left = queries.prepaid_by_brand(currency)
        brands = Brand.objects.filter(pk__in=left).order_by("name")
        found += [Line(brand, queries.prepaid(brand.pk, currency)) for brand in brands]
    return found


@allow(Role.OPERATOR)
@require_POST
def record(request: HttpRequest) -> HttpResponse:
    """Record a line of the bank's statement."""
    form = MovementForm(request.POST)
    if not form.is_valid():
        return show_prepaid(request, status=MISTAKEN, movement=form)
    paid_in = form.cleaned_data["kind"] == DepositKind.DEPOSIT
    write = actions.record_deposit if paid_in else actions.record_withdrawal
    brand = form.cleaned_data["brand"].pk
    return _act(
        request,
        lambda: write(person(request), brand, form.movement()),
        _("Recorded."),
        movement=form,
    )


@allow(Role.OPERATOR)
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Invoice what a brand spent on some days."""
    form = InvoiceForm(request.POST)
    if not form.is_valid():
        return show_prepaid(request, status=MISTAKEN, period=form)
    asked = form.cleaned_data
    return _act(
        request,
        lambda: invoicing.invoice_spending(
            person(request), asked["brand"].pk, asked["currency"], asked["starts"], asked["ends"]
        ),
        _("Issued."),
        period=form,
    )


@allow(Role.OPERATOR)
@require_POST
def issue_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """Invoice a deposit."""
    return _act(request, lambda: invoicing.invoice_deposit(person(request), pk), _("Issued."))


def _act(
    request: HttpRequest,
    action: Callable[[], object],
    done: str,
    movement: MovementForm | None = None,
    period: InvoiceForm | None = None,
) -> HttpResponse:
    def refused(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show_prepaid(request, refusal, status, movement, period)

    return act(request, action, done, refused, "prepaid")
