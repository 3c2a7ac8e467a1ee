"""A brand's chain from exposure to commission, and its placements."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hongmao.brands.models import Admission, AdmissionState, Brand
from hongmao.brands.queries import (
    admission_at,
    brands_of,
    campaigns_at,
    latest_application,
    products_of,
    terms_at,
)
from hongmao.links import actions, asks
from hongmao.links.models import Placement
from hongmao.links.queries import asked_of_brand, placements_of_brand
from hongmao.measure.seeding.report import By
from hongmao.orders.seeding import brand_seeding
from hongmao.people.models import Person, Role
from hongmao.settlement.queries.chain import Chain, brand_chain
from hongmao.web.access import allow, person
from hongmao.web.charts import Stage, draw_delays, draw_funnel
from hongmao.web.console.act import MISTAKEN, act
from hongmao.web.console.forms import ProposalForm, RefuseForm
from hongmao.web.templatetags.hongmao import number


def brand_in_view(member: Person, chosen: str) -> Brand | None:
    """The brand a member asked for, else their first; None where they have none."""
    brands = list(brands_of(member))
    named = [brand for brand in brands if brand.slug == chosen]
    return next(iter(named or brands), None)


@allow(Role.BRAND)
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """The brand's chain, in total and note by note."""
    member = person(request)
    brand = brand_in_view(member, request.GET.get("brand", ""))
    found = brand_chain(brand.pk) if brand else None
    latest = latest_application(brand) if brand else None
    context = {
        "brand": brand,
        "brands": list(brands_of(member)),
        "chain": found,
        "chart": draw_funnel(_stages(found)) if found and found.exposures else None,
        "admission": admission_at(brand, timezone.now()) if brand else None,
        "latest": latest,
        "steps": _steps(brand, latest) if brand and found and not found.rows else [],
        **_seeding(brand, request.GET.get("by", "")),
    }
    return render(request, "console/brand.html", context)


class Step(msgspec.Struct, frozen=True):
    """One step of a brand's way to its first link; `url` is where its own next act is, if any."""

    words: str
    done: bool
    help: str = ""
    url: str = ""


def _steps(brand: Brand, latest: Admission | None) -> list[Step]:
    """A brand's way to its first link, in order."""
    now, mine = timezone.now(), f"?brand={brand.slug}"
    running = list(campaigns_at(brand, now))
    shelf, links = reverse("products") + mine, reverse("placements") + mine
    waits = latest is not None and latest.state == AdmissionState.APPLIED
    return [
        Step(
            _("Apply for the pilot"),
            admission_at(brand, now) is not None,
            _("Handed in. An operator looks at it next.") if waits else "",
            "" if waits else reverse("apply") + mine,
        ),
        Step(_("List a product"), products_of(brand).exists(), "", f"{shelf}#list"),
        Step(_("Open a campaign"), bool(running), "", f"{shelf}#campaign"),
        Step(
            _("Terms: what an order pays"),
            any(terms_at(one.pk, now) for one in running),
            _("An operator agrees them with you and enters them."),
        ),
        Step(
            _("A first note"),
            False,
            _("Propose a product to a creator, or agree to what one asks for."),
            links,
        ),
    ]


def _seeding(brand: Brand | None, asked: str) -> dict[str, object]:
    """The seeding report by the side asked for, with its curve where anything was ordered."""
    by = By(asked) if asked in [*By] else By.NOTE
    found = brand_seeding(brand.pk, timezone.now(), by) if brand else None
    delays = found.delays if found else []
    return {
        "seeding": found,
        "curve": draw_delays(delays, _("Days since the click")) if any(delays) else None,
        "by": by,
        "sides": [
            (By.NOTE, _("By note")),
            (By.CREATOR, _("By creator")),
            (By.CAMPAIGN, _("By campaign")),
        ],
    }


def _stages(found: Chain) -> list[Stage]:
    counts = {
        _("Exposures"): found.exposures,
        _("Clicks"): found.clicks,
        _("Orders"): found.orders,
    }
    return [Stage(label, count, number(count)) for label, count in counts.items()]


@allow(Role.BRAND)
@require_http_methods(["GET", "HEAD", "POST"])
def placements(request: HttpRequest) -> HttpResponse:
    """The brand's placements; a form proposes another."""
    if request.method != "POST":
        return show_placements(request)
    member = person(request)
    brand = brand_in_view(member, request.GET.get("brand", ""))
    form = ProposalForm(brand, request.POST)
    if not form.is_valid():
        return show_placements(request, form=form, status=MISTAKEN)
    asked = form.cleaned_data

    def refused(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show_placements(request, form=form, refusal=refusal, status=status)

    return act(
        request,
        lambda: actions.propose(member, asked["note"], asked["campaign"], asked["product"]),
        _("Proposed. The note's creator answers next."),
        refused,
        "placements",
    )


def show_placements(
    request: HttpRequest,
    form: ProposalForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with the form as it was filled in and the sentence of a refusal."""
    member = person(request)
    brand = brand_in_view(member, request.GET.get("brand", ""))
    context = {
        "brand": brand,
        "brands": list(brands_of(member)),
        "form": form or ProposalForm(brand, initial={"note": request.GET.get("note", "")}),
        "asked": list(asked_of_brand(brand.pk)) if brand else [],
        "refuse_form": RefuseForm(),
        "placements": _answered(brand) if brand else [],
        "refusal": refusal,
    }
    return render(request, "console/placements.html", context, status=status)


def _answered(brand: Brand) -> list[Placement]:
    """A brand's placements without those that wait for its own answer: they stand above."""
    waiting = {placement.pk for placement in asked_of_brand(brand.pk)}
    return [one for one in placements_of_brand(brand.pk) if one.pk not in waiting]


@allow(Role.BRAND)
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to what a creator asked for."""
    return act(
        request,
        lambda: asks.accept(person(request), pk),
        _("Agreed. An operator checks it next."),
        show_placements,
        "placements",
    )


@allow(Role.BRAND)
@require_POST
def turn_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what a creator asked for, with a sentence."""
    form = RefuseForm(request.POST)
    if not form.is_valid():
        mistakes = [str(words) for field in form.errors.values() for words in field]
        return show_placements(request, refusal=" ".join(mistakes), status=MISTAKEN)
    return act(
        request,
        lambda: asks.turn_down(person(request), pk, form.cleaned_data["sentence"]),
        _("Refused. They see your sentence."),
        show_placements,
        "placements",
    )
