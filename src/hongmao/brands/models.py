"""Brands, stores, products, admission, campaigns and terms."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hongmao.core import terms as rules
from hongmao.people.models import Person


class Marketplace(models.TextChoices):
    """Where an order can be placed."""

    TAOBAO = "taobao", _("Taobao")
    TAOBAO_UD = "taobao_ud", _("Taobao, ad-driven")
    JD = "jd", _("JD")
    PINDUODUO = "pdd", _("Pinduoduo")
    SHOPIFY = "shopify", _("Shopify")
    POSTBACK = "postback", _("By postback")


class StoreKind(models.TextChoices):
    """Where a store opens: in a marketplace's app, or in a shop of its own, on the web."""

    TAOBAO = "taobao", _("Taobao")
    TMALL = "tmall", _("Tmall")
    JD = "jd", _("JD")
    PINDUODUO = "pdd", _("Pinduoduo")
    SHOPIFY = "shopify", _("Shopify")
    POSTBACK = "postback", _("By postback")


KINDS: dict[Marketplace, tuple[StoreKind, ...]] = {
    Marketplace.TAOBAO: (StoreKind.TAOBAO, StoreKind.TMALL),
    Marketplace.TAOBAO_UD: (StoreKind.TAOBAO, StoreKind.TMALL),
    Marketplace.JD: (StoreKind.JD,),
    Marketplace.PINDUODUO: (StoreKind.PINDUODUO,),
    Marketplace.SHOPIFY: (StoreKind.SHOPIFY,),
    Marketplace.POSTBACK: (StoreKind.POSTBACK,),
}
"""The kinds of store that each marketplace has."""


class Brand(models.Model):
    """A brand. `licence` and `trademark` say whether those documents were handed in.

    Their numbers are as the brand wrote them in its application.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    team = models.ManyToManyField(Person, related_name="brands")
    licence = models.BooleanField(default=False)
    trademark = models.BooleanField(default=False)
    licence_number = models.CharField(max_length=60, blank=True)
    trademark_number = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """A brand's store in a marketplace, by the ids it has there; `rating` is the marketplace's.

    `seller_id` is what Taobao makes links to a whole store from.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="stores")
    marketplace = models.CharField(max_length=16, choices=Marketplace)
    kind = models.CharField(max_length=8, choices=StoreKind)
    store_id = models.CharField(max_length=64)
    seller_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=80)
    rating = models.DecimalField(max_digits=3, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "store_id"], name="store_once"),
            models.CheckConstraint(
                condition=Q(rating__gte=0, rating__lte=5), name="store_rating_of_five"
            ),
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (Q(marketplace=place, kind__in=kinds) for place, kinds in KINDS.items()),
                ),
                name="store_kind_of_marketplace",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """An item of a store. `price` is in minor units; `item_id` the marketplace's opaque text.

    One that is `withdrawn` is offered to nobody; what links to it stays.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="products")
    marketplace = models.CharField(max_length=16, choices=Marketplace)
    item_id = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    category = models.CharField(max_length=40)
    price = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    picture = models.CharField(max_length=200, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "item_id"], name="product_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="product_price_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title


class AdmissionState(models.TextChoices):
    """Where an application to the pilot stands."""

    APPLIED = "applied", _("Applied")
    ADMITTED = "admitted", _("Admitted")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


class Admission(models.Model):
    """A brand's application to the pilot and what came of it.

    `marketplaces` and `categories` limit what may be linked, `starts_at` (in) to `ends_at` (out)
    when; `checklist` keeps each test's outcome as it was scored.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="admissions")
    state = models.CharField(max_length=8, choices=AdmissionState, default=AdmissionState.APPLIED)
    marketplaces = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    checklist = models.JSONField(default=list)
    applied_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand"],
                condition=Q(state__in=["applied", "admitted"]),
                name="admission_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="admitted")
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="admission_admitted_has_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand}: {self.state}"


class Campaign(models.Model):
    """A brand's plan to have notes link to its products, from `starts_at` to before `ends_at`.

    `budget` is the commission, in minor units of `currency`, after which its links lead to their
    notes, empty where there is no limit; `spent_at` is when that was reached.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    budget = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="CNY")
    spent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="campaign_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An agency that looks after creators (MCN) and may have a share of what terms pay.

    `person` is the account it logs in with, and is paid by.
    """

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="agency")

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Terms(models.Model):
    """One version of a campaign's terms; `body` is a `hongmao.core.terms.Terms` in full.

    The version in force is the highest whose `effective_from` has come; for an order that is
    judged at its click. Versions are only ever added: from `used_at`, when the first order or click
    was counted by it, the database lets nobody change one.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveIntegerField()
    body = models.JSONField()
    effective_from = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["version"]
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="terms_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign} v{self.version}"

    @property
    def said(self) -> rules.Terms:
        """What this version says."""
        return rules.read_terms(self.body)
