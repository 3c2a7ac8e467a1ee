"""Every read about brands."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from hongmao.brands.models import (
    Admission,
    AdmissionState,
    Agency,
    Brand,
    Campaign,
    Product,
    Terms,
)
from hongmao.core.terms import Credit
from hongmao.people.models import Person


def brands_of(person: Person) -> QuerySet[Brand]:
    """The brands a person works for."""
    return person.brands.order_by("name")


def applications() -> QuerySet[Admission]:
    """Applications that wait for an operator, oldest first."""
    return (
        Admission.objects.filter(state=AdmissionState.APPLIED)
        .select_related("brand")
        .prefetch_related("brand__stores")
        .order_by("applied_at")
    )


def admissions() -> QuerySet[Admission]:
    """Admissions in force or coming, by the day they end."""
    return (
        Admission.objects.filter(state=AdmissionState.ADMITTED)
        .select_related("brand")
        .order_by("ends_at")
    )


def admission_at(brand: Brand, at: datetime) -> Admission | None:
    """The admission that holds for a brand at a moment, if one does."""
    return brand.admissions.filter(
        state=AdmissionState.ADMITTED, starts_at__lte=at, ends_at__gt=at
    ).first()


def latest_application(brand: Brand) -> Admission | None:
    """A brand's newest application, whatever became of it."""
    return brand.admissions.order_by("-pk").first()


def campaigns_without_terms(at: datetime) -> QuerySet[Campaign]:
    """Campaigns that are not over and that nobody has given terms, those that begin first first."""
    return (
        Campaign.objects.filter(terms=None, ends_at__gt=at)
        .select_related("brand")
        .order_by("starts_at", "pk")
    )


def campaigns_at(brand: Brand, at: datetime) -> QuerySet[Campaign]:
    """A brand's campaigns that run at a moment."""
    return brand.campaigns.filter(starts_at__lte=at, ends_at__gt=at).order_by("ends_at")


def terms_at(campaign_id: int, at: datetime) -> Terms | None:
    """The terms in force at a moment: the highest version whose time has come."""
    return (
        Terms.objects.filter(campaign_id=campaign_id, effective_from__lte=at)
        .order_by("-version")
        .first()
    )


def products_of(brand: Brand) -> QuerySet[Product]:
    """A brand's products that are not withdrawn, by store and title."""
    return (
        Product.objects.filter(store__brand=brand, withdrawn=False)
        .select_related("store")
        .order_by("store__name", "title")
    )


def products_by_item(marketplace: str, item_ids: Iterable[str]) -> dict[str, Product]:
    """The products that we know of those which a marketplace calls `item_ids`, by that id."""
    rows = Product.objects.filter(marketplace=marketplace, item_id__in=[*item_ids])
    return {product.item_id: product for product in rows}


def campaigns() -> QuerySet[Campaign]:
    """All campaigns, those that end last first."""
    return Campaign.objects.select_related("brand").order_by("-ends_at", "-pk")


def campaigns_of(person: Person) -> QuerySet[Campaign]:
    """The campaigns of the brands a person works for."""
    return campaigns().filter(brand__team=person)


def terms_of(campaign: Campaign) -> QuerySet[Terms]:
    """A campaign's terms, the newest version first."""
    return campaign.terms.order_by("-version")


def agencies() -> QuerySet[Agency]:
    """All agencies, by name."""
    return Agency.objects.order_by("name")


def campaigns_that_choose() -> set[int]:
    """The campaigns with a version of terms that credits another click than the last."""
    choosing = [credit for credit in Credit if credit is not Credit.LAST_CLICK]
    return set(Terms.objects.filter(body__credit__in=choosing).values_list("campaign", flat=True))
