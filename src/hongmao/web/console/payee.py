"""Where a creator or an agency is paid, and what was paid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hongmao.settlement.actions.payouts import set_account
from hongmao.settlement.queries.payouts import PAID_ROLES, account_of, payouts_of, standings
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, act
from hongmao.web.console.money_forms import PayeeForm

SHOWN = 100


@allow(*PAID_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def payouts(request: HttpRequest) -> HttpResponse:
    """Their balance, account and payouts; the form sets the account."""
    if request.method != "POST":
        return show(request)
    form = PayeeForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=MISTAKEN)
    asked = form.cleaned_data

    def refused(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show(request, form, refusal, status)

    return act(
        request,
        lambda: set_account(
            person(request), form.payee(), asked["country"].upper(), asked["status"]
        ),
        _("Kept, encrypted. The next batch pays to this account."),
        refused,
        "my_payouts",
    )


def show(
    request: HttpRequest, form: PayeeForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page, with the form as it was filled in and the sentence of a refusal."""
    who = person(request)
    account = account_of(who)
    known = {"country": account.country, "status": account.status} if account else {}
    context = {
        "standings": standings(who),
        "account": account,
        "form": form or PayeeForm(initial={**known, "kind": account.kind if account else "alipay"}),
        "asked": form is not None,
        "payouts": list(payouts_of(who)[:SHOWN]),
        "refusal": refusal,
    }
    return render(request, "console/payee.html", context, status=status)
