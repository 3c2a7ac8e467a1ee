"""The operator's payouts: who is due, batches, their files, and what banks say of them."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hongmao.core.reasons import Reason, Refusal
from hongmao.people.models import Person, Role
from hongmao.settlement.actions import payouts as actions
from hongmao.settlement.files.make import FILES
from hongmao.settlement.files.results import read_results
from hongmao.settlement.models import BatchState, PayoutBatch
from hongmao.settlement.queries import payouts as queries
from hongmao.settlement.queries.payouts import Standing
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, REFUSED, act
from hongmao.web.console.money_forms import DraftForm, ResultsForm, ThresholdForm

STANDINGS = {
    Standing.DUE: gettext_lazy("Due"),
    Standing.BELOW: gettext_lazy("Below the threshold"),
    Standing.OWING: gettext_lazy("Refunds took more than there was"),
    Standing.NO_ACCOUNT: gettext_lazy("No account yet"),
    Standing.OTHER_KIND: gettext_lazy("Paid by another way"),
    Standing.OPEN: gettext_lazy("On the way already"),
}
SHOWN_BATCHES = 50
SHOWN_THRESHOLDS = 100


@allow(Role.OPERATOR)
@require_safe
def payouts(request: HttpRequest) -> HttpResponse:
    """Who is due, and the batches so far."""
    return show_payouts(request)


def show_payouts(
    request: HttpRequest, refusal: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """The page, with the sentence of a refusal where there was one."""
    asked = {**request.GET.dict(), **request.POST.dict()}
    form = DraftForm({"currency": "CNY", "kind": "alipay", **asked})
    form.is_valid()
    currency = form.cleaned_data.get("currency", "CNY")
    kind = form.cleaned_data.get("kind", "alipay")
    rows = queries.payable(currency, kind)
    due = [row for row in rows if row.standing is Standing.DUE]
    context = {
        "form": form,
        "currency": currency,
        "kind": kind,
        "due": due,
        "due_total": sum(row.amount for row in due),
        "others": [(row, STANDINGS[row.standing]) for row in rows if row not in due],
        "batches": list(queries.batches()[:SHOWN_BATCHES]),
        "results_form": ResultsForm(),
        "threshold_form": ThresholdForm(),
        "thresholds": list(queries.thresholds()[:SHOWN_THRESHOLDS]),
        "refusal": refusal,
        **more,
    }
    return render(request, "console/payouts.html", context, status=status)


@allow(Role.OPERATOR)
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Take everybody who is due into a batch."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return show_payouts(request, status=MISTAKEN)
    return act(
        request,
        lambda: actions.draft_batch(person(request), **form.cleaned_data),
        _("Drafted. Another operator releases it."),
        show_payouts,
        "payouts",
    )


@allow(Role.OPERATOR)
@require_POST
def threshold(request: HttpRequest) -> HttpResponse:
    """Give somebody a threshold of their own, or take it back."""
    form = ThresholdForm(request.POST)
    if not form.is_valid():
        return show_payouts(request, status=MISTAKEN, threshold_form=form)

    def refused(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show_payouts(request, refusal, status, threshold_form=form)

    return act(
        request,
        lambda: actions.set_threshold(person(request), **form.cleaned_data),
        _("Kept. The next batch goes by it."),
        refused,
        "payouts",
    )


@allow(Role.OPERATOR)
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch, payout by payout."""
    return show_batch(request, pk)


def show_batch(request: HttpRequest, pk: int, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page, with the sentence of a refusal where there was one."""
    found = _batch(pk)
    context = {
        "batch": found,
        "payouts": list(found.payouts.select_related("person").order_by("pk")),
        "files": [one.name for one in FILES.values() if one.kind == found.kind]
        if found.state == BatchState.RELEASED
        else [],
        "mine": found.made_by_id == person(request).pk,
        "refusal": refusal,
    }
    return render(request, "console/batch.html", context, status=status)


def _batch(pk: int) -> PayoutBatch:
    try:
        return queries.batch(pk)
    except PayoutBatch.DoesNotExist:
        raise Http404 from None


@allow(Role.OPERATOR)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a batch that another operator made."""
    return _decide(request, pk, actions.release_batch, _("Released. Its files are below."))


@allow(Role.OPERATOR)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a draft back."""
    return _decide(request, pk, actions.cancel_batch, _("Called back. Balances are as before."))


def _decide(
    request: HttpRequest, pk: int, action: Callable[[Person, int], object], done: str
) -> HttpResponse:
    def page(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show_batch(request, pk, refusal, status)

    back = reverse("batch", args=[pk])
    return act(request, lambda: action(person(request), pk), done, page, back)


@allow(Role.OPERATOR)
@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A file of a released batch, to be uploaded to the bank."""
    found = _batch(pk)
    if name not in FILES:
        raise Http404
    try:
        content = FILES[name].make(queries.file_batch(found), queries.payer())
    except Refusal as refusal:
        return show_batch(request, pk, refusal.text(get_language() or ""), REFUSED)
    response = HttpResponse(content, content_type=FILES[name].media_type)
    response["Content-Disposition"] = f'attachment; filename="{FILES[name].named(found.number)}"'
    response["Cache-Control"] = "private, no-store"
    return response


@allow(Role.OPERATOR)
@require_POST
def results(request: HttpRequest) -> HttpResponse:
    """Show what a table of results would change; then, confirmed, change it."""
    try:
        content = _results_content(request)
        if content is None:
            form = ResultsForm(request.POST, request.FILES)
            form.is_valid()
            return show_payouts(request, status=MISTAKEN, results_form=form)
        rows = read_results(content)
    except Refusal as refusal:
        return show_payouts(request, refusal.text(get_language() or ""), REFUSED)
    if "confirm" in request.POST:
        return act(
            request,
            lambda: actions.import_results(person(request), rows),
            _("Booked. What failed is back in its creator's balance."),
            show_payouts,
            "payouts",
        )
    plan = queries.plan_results(rows)
    language = get_language() or ""
    return show_payouts(
        request,
        plan=plan,
        news=[change for change in plan.changes if change.is_news],
        mistakes=[(one.row.line, one.refusal.text(language)) for one in plan.mistakes],
        content=b64encode(content).decode(),
    )


def _results_content(request: HttpRequest) -> bytes | None:
    """The table that was handed in, or that was shown before; None where there is none.

    Raises `Refusal` RESULTS_UNREADABLE.
    """
    if "content" in request.POST:
        try:
            return b64decode(request.POST["content"], validate=True)
        except (NotBase64, ValueError):
            raise Refusal(Reason.RESULTS_UNREADABLE, detail="base64") from None
    form = ResultsForm(request.POST, request.FILES)
    if not form.is_valid():
        return None
    content: bytes = form.cleaned_data["file"]
    return content
