"""Every write about placements: propose, agree, approve, refuse, pause, resume, end."""

import re
from datetime import datetime

from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from hongmao.brands.models import Campaign, Product
from hongmao.brands.queries import admission_at, terms_at
from hongmao.core.connector import (
    Connector,
    Identifier,
    MadeLink,
    MarketplaceError,
    ProductRef,
)
from hongmao.core.deeplinks import PARAMETER, app_url_admitted, universal_admitted
from hongmao.core.disclosure import label as disclosure_label
from hongmao.core.disclosure import refusals as disclosure_refusals
from hongmao.core.ids import new_code
from hongmao.core.links import host_admitted
from hongmao.core.reasons import Reason, Refusal
from hongmao.links.leases import AdzoneTaken, choose_adzone, own_lease, take_lease
from hongmao.links.marketplaces import memory
from hongmao.links.models import OPEN_STATES, Enrolment, Link, Placement, PlacementState
from hongmao.notes.models import Note, NoteState
from hongmao.people.actions import record
from hongmao.people.models import Person, Role


@transaction.atomic
def propose(actor: Person, note: Note, campaign: Campaign, product: Product) -> Placement:
    """Propose, for a brand, to attach a product to a note.

    Raises `Refusal`: NOT_ALLOWED (not of the brand's team), PRODUCT_OF_ANOTHER_BRAND,
    NOTE_HAS_PLACEMENT, or any of the rules of `check`.
    """
    if not campaign.brand.team.filter(pk=actor.pk).exists():
        raise Refusal(Reason.NOT_ALLOWED)
    placement = begin(note, campaign, product)
    record(actor, "propose", f"placement:{placement.pk}")
    return placement


def begin(note: Note, campaign: Campaign, product: Product, asked: bool = False) -> Placement:
    """The placement that brand or creator wants, in its first state. Raises `Refusal` as above."""
    if note.placements.filter(state__in=OPEN_STATES).exists():
        raise Refusal(Reason.NOTE_HAS_PLACEMENT)
    placement = Placement(
        note=note,
        campaign=campaign,
        brand=campaign.brand,
        creator=note.creator,
        product=product,
        store=product.store,
        asked=asked,
    )
    check(placement, timezone.now())
    try:
        with transaction.atomic():
            placement.save()
    except IntegrityError:  # somebody proposed for it a moment ago
        raise Refusal(Reason.NOTE_HAS_PLACEMENT) from None
    return placement


def check(placement: Placement, at: datetime) -> None:
    """The rules a placement must pass when it is proposed and again when it is approved.

    Raises `Refusal`: PRODUCT_OF_ANOTHER_BRAND, NOTE_NOT_PUBLIC, BRAND_NOT_ADMITTED,
    MARKETPLACE_NOT_ADMITTED, CATEGORY_NOT_ADMITTED, CAMPAIGN_OVER (or not begun), NO_TERMS, or a
    rule of disclosure.
    """
    brand, product = placement.brand, placement.product
    if placement.store.brand_id != brand.pk or (
        product is not None and product.store_id != placement.store_id
    ):
        raise Refusal(Reason.PRODUCT_OF_ANOTHER_BRAND, brand=brand.name)
    if placement.note.state != NoteState.PUBLIC:
        raise Refusal(Reason.NOTE_NOT_PUBLIC)
    admission = admission_at(brand, at)
    if admission is None:
        raise Refusal(Reason.BRAND_NOT_ADMITTED, brand=brand.name)
    if placement.store.marketplace not in admission.marketplaces:
        raise Refusal(Reason.MARKETPLACE_NOT_ADMITTED, brand=brand.name)
    category = product.category if product else ""
    if category and category not in admission.categories:
        raise Refusal(Reason.CATEGORY_NOT_ADMITTED, brand=brand.name, category=category)
    for reason in disclosure_refusals(category, brand.name):
        shown = disclosure_label(django_settings.HONGMAO.jurisdiction, "zh")
        raise Refusal(reason, category=category, label=shown)
    if not placement.campaign.starts_at <= at < placement.campaign.ends_at:
        raise Refusal(Reason.CAMPAIGN_OVER)
    if terms_at(placement.campaign_id, at) is None:
        raise Refusal(Reason.NO_TERMS)


@transaction.atomic
def agree(creator: Person, placement_id: int) -> Placement:
    """The note's creator agrees to a brand's proposal. Raises `Refusal`."""
    placement = locked(placement_id, PlacementState.PROPOSED)
    if placement.creator_id != creator.pk:
        raise Refusal(Reason.NOTE_OF_ANOTHER_CREATOR)
    if placement.asked:  # by the creator, so it is the brand's to agree to
        raise Refusal(Reason.NOT_ALLOWED)
    placement.state = PlacementState.AGREED
    placement.save()
    record(creator, "agree", f"placement:{placement.pk}")
    return placement


@transaction.atomic
def decline(creator: Person, placement_id: int) -> Placement:
    """The note's creator declines a proposal. Raises `Refusal`."""
    placement = locked(placement_id, PlacementState.PROPOSED)
    if placement.creator_id != creator.pk:
        raise Refusal(Reason.NOTE_OF_ANOTHER_CREATOR)
    placement.state = PlacementState.REFUSED
    placement.decided_at = timezone.now()
    placement.save()
    record(creator, "decline", f"placement:{placement.pk}")
    return placement


def approve(operator: Person, placement_id: int, marketplace: Connector) -> Placement:
    """Approve an agreed placement: check the rules, make the marketplace's link, mint the code.

    The marketplace is asked before anything is written, so that its refusal leaves nothing half
    done. Raises `Refusal`: a rule of `check`, NO_ADZONE, MARKETPLACE_REFUSED, HOST_NOT_ADMITTED,
    WRONG_STATE.
    """
    for _ in range(ATTEMPTS):
        try:
            return _approve(operator, placement_id, marketplace)
        except AdzoneTaken:  # by another approval, while the marketplace made the link
            continue
    raise Refusal(Reason.NO_ADZONE)


ATTEMPTS = 10
RELATION = re.compile(r"[0-9]{1,18}")
"""What a marketplace's number of a creator looks like."""


def _approve(operator: Person, placement_id: int, marketplace: Connector) -> Placement:
    placement = locked(placement_id, PlacementState.AGREED, lock=False)
    now = timezone.now()
    check(placement, now)
    code = new_code()
    scarce = marketplace.capabilities.leases_are_scarce
    adzone = choose_adzone(placement, now) if scarce else None
    made = _make_link(placement, marketplace, adzone.pid if adzone else code)
    with transaction.atomic():
        placement = locked(placement_id, PlacementState.AGREED)
        if adzone:
            take_lease(placement, adzone, now)
        else:
            own_lease(placement, made.lease, now)
        Link.objects.create(
            code=code,
            placement=placement,
            destination=made.url,
            password=made.password,
            app_url=made.app_url,
            universal_url=made.universal_url,
            click_parameter=made.click_parameter,
        )
        placement.state = PlacementState.APPROVED
        placement.decided_at = now
        placement.save()
        pid = {"pid": adzone.pid} if adzone else {}
        record(operator, "approve", f"placement:{placement.pk}", code=code, **pid)
    return placement


def _make_link(placement: Placement, marketplace: Connector, lease: str) -> MadeLink:
    if placement.product:
        ref = ProductRef(item_id=placement.product.item_id)
    else:
        ref = ProductRef(store_id=placement.store.seller_id or placement.store.store_id)
    try:
        made = marketplace.make_link(ref, lease, relation_of(placement, marketplace))
    except MarketplaceError as error:
        raise Refusal(Reason.MARKETPLACE_REFUSED, detail=str(error)) from error
    _check_hosts(made)
    if made.click_parameter and not PARAMETER.fullmatch(made.click_parameter):
        detail = f"no name of a parameter: {made.click_parameter}"
        raise Refusal(Reason.MARKETPLACE_REFUSED, detail=detail)
    return made


def relation_of(placement: Placement, marketplace: Connector) -> str:
    """The number by which a marketplace knows a placement's creator; empty where it has none."""
    if Identifier.CREATOR_ID not in marketplace.capabilities.returns:
        return ""
    found = Enrolment.objects.filter(
        creator=placement.creator_id, marketplace=placement.store.marketplace
    ).first()
    return found.relation_id if found else ""


def _check_hosts(made: MadeLink) -> None:
    """Raise HOST_NOT_ADMITTED where a link's address, in any form, leads off the hosts."""
    hosts = django_settings.HONGMAO.admitted_hosts
    app_url, universal_url = made.app_url, made.universal_url
    astray = (
        (made.url, not host_admitted(made.url, hosts)),
        (app_url, bool(app_url) and not app_url_admitted(app_url, hosts)),
        (universal_url, bool(universal_url) and not universal_admitted(universal_url, hosts)),
    )
    for url, is_astray in astray:
        if is_astray:
            raise Refusal(Reason.HOST_NOT_ADMITTED, host=url.split("?", maxsplit=1)[0])


@transaction.atomic
def enrol(operator: Person, creator: Person, marketplace: str, relation_id: str) -> Enrolment:
    """Note the number that a marketplace gave a creator; links made from now on carry it.

    Links that are live keep what they were made with: their orders name nobody, and are matched as
    before. Raises `Refusal`: NOT_A_CREATOR, RELATION_UNREADABLE (1 to 18 digits), RELATION_TAKEN.
    """
    if creator.role != Role.CREATOR:
        raise Refusal(Reason.NOT_A_CREATOR, name=creator.name)
    if not RELATION.fullmatch(relation_id):
        raise Refusal(Reason.RELATION_UNREADABLE, relation=relation_id)
    try:
        with transaction.atomic():
            enrolment, _ = Enrolment.objects.update_or_create(
                creator=creator, marketplace=marketplace, defaults={"relation_id": relation_id}
            )
    except IntegrityError:
        raise Refusal(Reason.RELATION_TAKEN, relation=relation_id) from None
    record(operator, "enrol", f"person:{creator.pk}", marketplace=marketplace, relation=relation_id)
    return enrolment


@transaction.atomic
def refuse(operator: Person, placement_id: int, sentence: str) -> Placement:
    """Refuse a placement with a sentence its brand and creator can act on. Raises `Refusal`."""
    placement = locked(placement_id, PlacementState.PROPOSED, PlacementState.AGREED)
    placement.state = PlacementState.REFUSED
    placement.refusal = sentence
    placement.decided_at = timezone.now()
    placement.save()
    record(operator, "refuse", f"placement:{placement.pk}")
    return placement


@transaction.atomic
def pause(operator: Person, placement_id: int) -> Placement:
    """Pause a live link: it leads to its note, with a sentence, until it is resumed."""
    placement = locked(placement_id, PlacementState.APPROVED)
    placement.state = PlacementState.PAUSED
    placement.reason = Reason.LINK_PAUSED
    placement.save()
    record(operator, "pause", f"placement:{placement.pk}")
    return placement


@transaction.atomic
def resume(operator: Person, placement_id: int) -> Placement:
    """Let a paused link lead to its product again. Raises `Refusal` where a rule now fails."""
    placement = locked(placement_id, PlacementState.PAUSED)
    check(placement, timezone.now())
    placement.state = PlacementState.APPROVED
    placement.reason = ""
    placement.save()
    record(operator, "resume", f"placement:{placement.pk}")
    return placement


@transaction.atomic
def end(operator: Person, placement_id: int) -> Placement:
    """End a placement for good. Its lease runs on for the marketplace's cookie window."""
    placement = locked(placement_id, PlacementState.APPROVED, PlacementState.PAUSED)
    placement.state = PlacementState.ENDED
    placement.reason = Reason.CAMPAIGN_OVER
    placement.save()
    end_of_lease(placement)
    record(operator, "end", f"placement:{placement.pk}")
    return placement


def end_of_lease(placement: Placement) -> None:
    """Let the lease of a placement that has ended run out with the marketplace's memory."""
    placement.lease.ends_at = timezone.now() + memory(placement.store.marketplace)
    placement.lease.save()


def locked(placement_id: int, *states: PlacementState, lock: bool = True) -> Placement:
    """A placement in one of `states`, locked; raises `Refusal` WRONG_STATE where it is not."""
    rows = Placement.objects.select_related("note", "campaign", "brand", "product", "store")
    if lock:
        rows = rows.select_for_update(of=("self",))
    placement = rows.get(pk=placement_id)
    if placement.state not in states:
        raise Refusal(Reason.WRONG_STATE, state=PlacementState(placement.state).label)
    return placement
