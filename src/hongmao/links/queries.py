"""Every read about placements and links: cards, queues, and the records of the snapshot."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from django.conf import settings as django_settings
from django.db.models import Q, QuerySet

from hongmao.brands.models import Admission, AdmissionState, Campaign, Product
from hongmao.brands.queries import admission_at, products_of
from hongmao.core.clock import to_ms
from hongmao.core.deeplinks import app_url_admitted, universal_admitted
from hongmao.core.links import LinkRecord
from hongmao.core.reasons import Reason
from hongmao.links.models import Enrolment, Link, Placement, PlacementState
from hongmao.notes.models import Note, NoteState


class Card(msgspec.Struct, frozen=True):
    """What the link card of a note shows; `price` in minor units of `currency`."""

    code: str
    placement: int
    note: int
    brand: str
    brand_en: str
    store: str
    store_kind: str
    title: str
    title_en: str
    picture: str
    price: int
    currency: str


def live_placements(at: datetime) -> QuerySet[Placement]:
    """Placements whose link leads to its product at a moment."""
    return (
        Placement.objects.filter(
            state=PlacementState.APPROVED,
            campaign__starts_at__lte=at,
            campaign__ends_at__gt=at,
            campaign__spent_at__isnull=True,
            brand__admissions__state=AdmissionState.ADMITTED,
            brand__admissions__starts_at__lte=at,
            brand__admissions__ends_at__gt=at,
        )
        .select_related("link", "brand", "store", "product")
        .distinct()
    )


def cards(note_ids: Iterable[int], at: datetime) -> dict[int, Card]:
    """The live cards of these notes, by note."""
    return {
        placement.note_id: _card(placement)
        for placement in live_placements(at).filter(note_id__in=list(note_ids))
    }


def live_among(note_ids: Iterable[int], at: datetime) -> set[int]:
    """Which of these notes carry a live card."""
    rows = live_placements(at).filter(note_id__in=list(note_ids))
    return set(rows.values_list("note_id", flat=True))


def live_marks(
    which: Q, at: datetime, until: datetime, after: tuple[datetime, int] | None, count: int
) -> list[tuple[datetime, int]]:
    """When public notes with a live card were published, and their ids, newest first.

    Those published up to `until` and after the mark `after`; `which` keeps to some placements.
    """
    # Two steps: in one, a database may walk all notes by time in search of the few that are paid.
    live = live_placements(at).filter(which).values_list("note_id", flat=True)
    rows = Note.objects.filter(pk__in=list(live)).order_by()
    marks = [
        (published_at, pk)
        for published_at, pk, state in rows.values_list("published_at", "pk", "state")
        if state == NoteState.PUBLIC and published_at is not None and published_at <= until
    ]
    marks.sort(reverse=True)
    return [mark for mark in marks if after is None or mark < after][:count]


def _card(placement: Placement) -> Card:
    product = placement.product
    return Card(
        code=placement.link.code,
        placement=placement.pk,
        note=placement.note_id,
        brand=placement.brand.name,
        brand_en=placement.brand.name_en or placement.brand.name,
        store=placement.store.name,
        store_kind=placement.store.kind,
        title=product.title if product else placement.store.name,
        title_en=(product.title_en or product.title) if product else placement.store.name,
        picture=product.picture if product else "",
        price=product.price if product else 0,
        currency=product.currency if product else "",
    )


def creators_by_relation(named: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The creators whom marketplaces name by their numbers, as far as they are enrolled."""
    asked = set(named)
    rows = Enrolment.objects.filter(relation_id__in={relation for _, relation in asked})
    found = {(row.marketplace, row.relation_id): row.creator_id for row in rows}
    return {key: creator for key, creator in found.items() if key in asked}


def _listed() -> QuerySet[Placement]:
    return Placement.objects.select_related(
        "note__video", "brand", "creator", "product", "store", "campaign"
    ).prefetch_related("note__pictures")


def awaiting_operator() -> QuerySet[Placement]:
    """Placements that brand and creator agree on, oldest first."""
    return _listed().filter(state=PlacementState.AGREED).order_by("proposed_at")


def decided() -> QuerySet[Placement]:
    """Placements that are live or paused, newest first."""
    return (
        _listed()
        .filter(state__in=[PlacementState.APPROVED, PlacementState.PAUSED])
        .select_related("link")
        .order_by("-decided_at", "-pk")
    )


def awaiting_creator(creator_id: int) -> QuerySet[Placement]:
    """Proposals that a creator has not answered, oldest first."""
    return (
        _listed()
        .filter(creator_id=creator_id, state=PlacementState.PROPOSED, asked=False)
        .order_by("proposed_at")
    )


def asked_by_creator(creator_id: int) -> QuerySet[Placement]:
    """What a creator asked brands for, newest first."""
    return _listed().filter(creator_id=creator_id, asked=True).order_by("-proposed_at")


def asked_of_brand(brand_id: int) -> QuerySet[Placement]:
    """What creators ask of a brand and it has not answered, oldest first."""
    return (
        _listed()
        .filter(brand_id=brand_id, state=PlacementState.PROPOSED, asked=True)
        .order_by("proposed_at")
    )


def placement_of_note(note_id: int) -> Placement | None:
    """The placement of a note that last was proposed or asked for, whatever became of it."""
    return _listed().filter(note_id=note_id).order_by("-proposed_at", "-pk").first()


class Offer(msgspec.Struct, frozen=True):
    """A product that a creator may ask for, under a campaign that runs."""

    campaign: Campaign
    product: Product

    @property
    def key(self) -> str:
        """Its name in a form: see `links.asks.ask`."""
        return f"{self.campaign.pk}:{self.product.pk}"


OFFERS = 300
"""The most offers that a page lists."""


def offers(at: datetime) -> list[Offer]:
    """What admitted brands' running campaigns with terms let notes carry, by brand and title."""
    campaigns = Campaign.objects.filter(
        starts_at__lte=at, ends_at__gt=at, spent_at=None, terms__effective_from__lte=at
    )
    found: list[Offer] = []
    for campaign in campaigns.select_related("brand").distinct().order_by("brand__name", "pk"):
        admission = admission_at(campaign.brand, at)
        if admission is None:
            continue
        products = products_of(campaign.brand).filter(
            marketplace__in=admission.marketplaces, category__in=admission.categories
        )
        found += [Offer(campaign, product) for product in products[: OFFERS - len(found)]]
        if len(found) >= OFFERS:
            break
    return found


def placements_of_brand(brand_id: int) -> QuerySet[Placement]:
    """All of a brand's placements, newest first."""
    return _listed().filter(brand_id=brand_id).order_by("-proposed_at")


def link_records(which: Q | None = None) -> Iterator[LinkRecord]:
    """Every link ever made, as the edge needs it: none is forgotten, an ended one says why.

    `which` keeps to some of them, by the fields of `Link`.
    """
    admissions = _latest_admissions()
    links = Link.objects.select_related("placement__campaign", "placement__store")
    for link in links.filter(which or Q()).order_by("code").iterator(5000):
        yield _record(link, admissions.get(link.placement.brand_id))


def links_of(subjects: Iterable[str]) -> Q:
    """The links that an audited change of these subjects (`placement:12`) may have changed."""
    ids: dict[str, set[str]] = {"placement": set(), "admission": set(), "campaign": set()}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if kind in ids:
            ids[kind].add(number)
    brands = Admission.objects.filter(pk__in=ids["admission"]).values("brand")
    return (
        Q(placement__in=ids["placement"])
        | Q(placement__campaign__in=ids["campaign"])
        | Q(placement__brand__in=brands)
    )


def _latest_admissions() -> dict[int, Admission]:
    rows = Admission.objects.filter(
        Q(state=AdmissionState.ADMITTED) | Q(state=AdmissionState.ENDED)
    ).order_by("decided_at")
    return {admission.brand_id: admission for admission in rows}


def _record(link: Link, admission: Admission | None) -> LinkRecord:
    placement, campaign = link.placement, link.placement.campaign
    starts, ends, ended = campaign.starts_at, campaign.ends_at, Reason.CAMPAIGN_OVER
    paused = "" if placement.state == PlacementState.APPROVED else placement.reason
    if campaign.spent_at is not None:
        paused = paused or Reason.BUDGET_SPENT
    if admission is None or admission.state != AdmissionState.ADMITTED:
        paused = paused or Reason.ADMISSION_EXPIRED
    elif admission.starts_at and admission.ends_at:
        starts = max(starts, admission.starts_at)
        if admission.ends_at < ends:
            ends, ended = admission.ends_at, Reason.ADMISSION_EXPIRED
    hosts = django_settings.HONGMAO.admitted_hosts  # narrowed since, they cost a form, not the link
    app_url, universal_url = link.app_url, link.universal_url
    return LinkRecord(
        code=link.code,
        placement=placement.pk,
        note=placement.note_id,
        creator=placement.creator_id,
        brand=placement.brand_id,
        campaign=placement.campaign_id,
        marketplace=placement.store.marketplace,
        destination=link.destination,
        note_url=f"{django_settings.HONGMAO.web_address}/n/{placement.note_id}",
        starts_ms=to_ms(starts),
        ends_ms=to_ms(ends),
        paused=paused,
        ended=ended,
        app_url=app_url if app_url and app_url_admitted(app_url, hosts) else "",
        universal_url=(
            universal_url if universal_url and universal_admitted(universal_url, hosts) else ""
        ),
        password=link.password,
        click_parameter=link.click_parameter,
    )
