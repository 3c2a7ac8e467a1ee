"""Every write about brands: opening, applying, admitting, campaigns and terms."""

from datetime import datetime

import msgspec
from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hongmao.brands.models import (
    Admission,
    AdmissionState,
    Agency,
    Brand,
    Campaign,
    Product,
    Store,
    Terms,
)
from hongmao.core import terms as rules
from hongmao.core.disclosure import DENIED_CATEGORIES
from hongmao.core.reasons import Reason, Refusal
from hongmao.people.actions import record
from hongmao.people.models import Person, Role


@transaction.atomic
def open_brand(member: Person, **fields: object) -> Brand:
    """Open a brand with its first team member; `fields` are those of `Brand`."""
    brand = Brand.objects.create(**fields)
    brand.team.add(member)
    record(member, "open_brand", f"brand:{brand.pk}")
    return brand


@transaction.atomic
def open_store(actor: Person, brand: Brand, **fields: object) -> Store:
    """Add a store to a brand."""
    store = Store.objects.create(brand=brand, **fields)
    record(actor, "open_store", f"store:{store.pk}")
    return store


@transaction.atomic
def list_product(actor: Person, store: Store, **fields: object) -> Product:
    """Add a product to a store, in the store's marketplace."""
    product = Product.objects.create(store=store, marketplace=store.marketplace, **fields)
    record(actor, "list_product", f"product:{product.pk}")
    return product


@transaction.atomic
def apply_for_pilot(
    actor: Person, brand: Brand, marketplaces: list[str], categories: list[str]
) -> Admission:
    """Apply for admission; the checklist is scored at once and again when it is decided.

    Raises `Refusal` WRONG_STATE where an application is open or the brand is admitted already.
    """
    if brand.admissions.filter(state__in=["applied", "admitted"]).exists():
        raise Refusal(Reason.WRONG_STATE, state=AdmissionState.APPLIED.label)
    admission = Admission.objects.create(
        brand=brand,
        marketplaces=marketplaces,
        categories=categories,
        checklist=score_checklist(brand, categories),
    )
    record(actor, "apply_for_pilot", f"admission:{admission.pk}")
    return admission


def score_checklist(brand: Brand, categories: list[str]) -> list[dict[str, object]]:
    """The admission checklist: `test`, `passed`, and where it failed the `reason` and its `facts`.

    Tests: each store's rating (the Red Cat pilot's store audit: 4.5 of 5), the documents, and
    categories that notes may link to.
    """
    least = django_settings.HONGMAO.store_rating_least
    rows: list[dict[str, object]] = []
    stores = list(brand.stores.all())
    low = [store for store in stores if float(store.rating) < least]
    for store in low:
        facts = {"store": store.name, "rating": f"{store.rating:g}", "least": f"{least:g}"}
        rows.append(_failed("rating", Reason.STORE_RATING_LOW, facts))
    if not low:
        passed = {"test": "rating", "passed": True}
        rows.append(passed if stores else _failed("rating", Reason.NO_STORE, {}))
    if brand.licence and brand.trademark:
        rows.append({"test": "documents", "passed": True})
    else:
        rows.append(_failed("documents", Reason.DOCUMENTS_MISSING, {}))
    denied = sorted(DENIED_CATEGORIES.intersection(categories))
    if denied:
        rows.append(_failed("category", Reason.CATEGORY_DENIED, {"category": ", ".join(denied)}))
    else:
        rows.append({"test": "category", "passed": True})
    return rows


def _failed(test: str, reason: Reason, facts: dict[str, str]) -> dict[str, object]:
    return {"test": test, "passed": False, "reason": reason, "facts": facts}


@transaction.atomic
def admit(operator: Person, admission_id: int, starts_at: datetime, ends_at: datetime) -> Admission:
    """Admit a brand to the pilot from `starts_at` to before `ends_at`.

    Raises `Refusal`: WRONG_STATE, or the reason of the first checklist test that fails now.
    """
    admission = _undecided(admission_id)
    checklist = score_checklist(admission.brand, admission.categories)
    for row in checklist:
        if not row["passed"]:
            facts = row["facts"]
            assert isinstance(facts, dict)  # a failed test carries them
            raise Refusal(Reason(str(row["reason"])), **facts)
    admission.checklist = checklist
    admission.state = AdmissionState.ADMITTED
    admission.starts_at, admission.ends_at = starts_at, ends_at
    admission.decided_at, admission.decided_by = timezone.now(), operator
    admission.save()
    record(operator, "admit", f"admission:{admission.pk}", ends_at=ends_at.isoformat())
    return admission


@transaction.atomic
def refuse_admission(operator: Person, admission_id: int, sentence: str) -> Admission:
    """Refuse an application with a sentence the brand can act on. Raises `Refusal` WRONG_STATE."""
    admission = _undecided(admission_id)
    admission.state = AdmissionState.REFUSED
    admission.refusal = sentence
    admission.decided_at, admission.decided_by = timezone.now(), operator
    admission.save()
    record(operator, "refuse_admission", f"admission:{admission.pk}")
    return admission


@transaction.atomic
def end_admission(operator: Person, admission_id: int) -> Admission:
    """End an admission now: its links lead to their notes from the next snapshot on."""
    admission = Admission.objects.select_for_update().get(pk=admission_id)
    if admission.state != AdmissionState.ADMITTED:
        raise Refusal(Reason.WRONG_STATE, state=AdmissionState(admission.state).label)
    admission.state = AdmissionState.ENDED
    admission.save()
    record(operator, "end_admission", f"admission:{admission.pk}")
    return admission


def _undecided(admission_id: int) -> Admission:
    admission = Admission.objects.select_for_update().select_related("brand").get(pk=admission_id)
    if admission.state != AdmissionState.APPLIED:
        raise Refusal(Reason.WRONG_STATE, state=AdmissionState(admission.state).label)
    return admission


@transaction.atomic
def open_campaign(
    actor: Person,
    brand: Brand,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    name_en: str = "",
    budget: int | None = None,
) -> Campaign:
    """Open a campaign; it needs terms before anything can be placed under it.

    `budget` is the commission after which its links stop, in minor units, None for no limit.
    """
    campaign = Campaign.objects.create(
        brand=brand, name=name, name_en=name_en, starts_at=starts_at, ends_at=ends_at, budget=budget
    )
    record(actor, "open_campaign", f"campaign:{campaign.pk}", budget=budget)
    return campaign


@transaction.atomic
def set_budget(actor: Person, campaign_id: int, budget: int | None, spent: int) -> Campaign:
    """Give a campaign another budget, of which `spent` is gone: its links open or stop by it."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    campaign.budget = budget
    campaign.save(update_fields=["budget"])
    record(actor, "set_budget", f"campaign:{campaign.pk}", budget=budget)
    weigh_budget(campaign, spent)
    return campaign


@transaction.atomic
def weigh_budget(campaign: Campaign, spent: int, ended: bool = False) -> None:
    """Stop the links of a campaign that is locked where `spent` has used up its budget.

    `ended` says that a cap of its terms is reached, or the brand's balance is used up. Opens them
    again where neither is so any longer. `spent` is in minor units.
    """
    over = ended or (campaign.budget is not None and spent >= campaign.budget)
    if over == (campaign.spent_at is not None):
        return
    campaign.spent_at = timezone.now() if over else None
    campaign.save(update_fields=["spent_at"])
    verb = "spend_budget" if over else "free_budget"
    record(None, verb, f"campaign:{campaign.pk}", spent=spent)


@transaction.atomic
def open_agency(actor: Person | None, person: Person) -> Agency:
    """Open the agency of an account of that role; from then on terms can give it a share.

    Raises `Refusal` NOT_ALLOWED.
    """
    if (actor and actor.role != Role.OPERATOR) or person.role != Role.AGENCY:
        raise Refusal(Reason.NOT_ALLOWED)
    agency, _ = Agency.objects.get_or_create(
        person=person, defaults={"name": person.name, "name_en": person.name_en}
    )
    record(actor, "open_agency", f"agency:{agency.pk}")
    return agency


@transaction.atomic
def add_terms(
    actor: Person, campaign: Campaign, terms: rules.Terms, effective_from: datetime
) -> Terms:
    """Add a version of a campaign's terms.

    Raises `Refusal` TERMS_IN_THE_PAST where a later version would reach back over clicks, and the
    reasons of `hongmao.core.terms.check`; TERMS_CURRENCY too where the campaign has another,
    TERMS_AGENCY and TERMS_PARTNERS where there is no such row.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    rules.check(terms)
    if terms.currency != campaign.currency:
        raise Refusal(Reason.TERMS_CURRENCY, currency=terms.currency)
    if terms.agency and not Agency.objects.filter(pk=terms.agency).exists():
        raise Refusal(Reason.TERMS_AGENCY)
    partners = set(terms.partners)
    if Person.objects.filter(pk__in=partners, role=Role.CREATOR).count() != len(partners):
        raise Refusal(Reason.TERMS_PARTNERS)
    last = campaign.terms.aggregate(last=Max("version"))["last"] or 0
    if last and effective_from < timezone.now():
        raise Refusal(Reason.TERMS_IN_THE_PAST)
    added = Terms.objects.create(
        campaign=campaign,
        version=last + 1,
        body=msgspec.to_builtins(terms),
        effective_from=effective_from,
    )
    record(actor, "add_terms", f"campaign:{campaign.pk}", version=added.version)
    return added


@transaction.atomic
def use_terms(terms: Terms, at: datetime) -> None:
    """Note that something was counted by these terms: from then on they stand for good."""
    if terms.used_at is None:
        Terms.objects.filter(pk=terms.pk, used_at=None).update(used_at=at)
        terms.used_at = at


@transaction.atomic
def withdraw_terms(actor: Person, terms_id: int) -> None:
    """Take back a campaign's newest version before it comes into force.

    Raises `Refusal` TERMS_USED where it is in force or has governed something, or where a later
    version stands.
    """
    terms = Terms.objects.select_for_update().get(pk=terms_id)
    later = Terms.objects.filter(campaign=terms.campaign_id, version__gt=terms.version)
    if terms.used_at is not None or terms.effective_from <= timezone.now() or later.exists():
        raise Refusal(Reason.TERMS_USED)
    terms.delete()
    record(actor, "withdraw_terms", f"campaign:{terms.campaign_id}", version=terms.version)
