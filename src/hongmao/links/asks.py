"""What a note's creator starts: asking a brand for a product, and deleting the note for good."""

from django.db import transaction
from django.utils import timezone

from hongmao.brands.models import Campaign, Product
from hongmao.core.reasons import Reason, Refusal
from hongmao.links.actions import begin, end_of_lease, locked
from hongmao.links.models import Placement, PlacementState
from hongmao.notes.actions import publishing
from hongmao.notes.models import Note
from hongmao.people.actions import record
from hongmao.people.models import Person


@transaction.atomic
def ask(creator: Person, note: Note, offer: str) -> Placement:
    """Ask a brand to let a note carry its product: `offer` is `campaign:product` by their numbers.

    The brand answers, then an operator, as with what a brand proposes. Raises `Refusal`:
    NOTE_OF_ANOTHER_CREATOR, NOTE_HAS_PLACEMENT, PRODUCT_OF_ANOTHER_BRAND, or a rule of
    `links.actions.check`.
    """
    if note.creator_id != creator.pk:
        raise Refusal(Reason.NOTE_OF_ANOTHER_CREATOR)
    campaign_id, _, product_id = offer.partition(":")
    if not (campaign_id.isdecimal() and product_id.isdecimal()):
        raise Refusal(Reason.CAMPAIGN_OVER)
    campaign = Campaign.objects.select_related("brand").filter(pk=int(campaign_id)).first()
    product = Product.objects.select_related("store").filter(pk=int(product_id)).first()
    if campaign is None or product is None:
        raise Refusal(Reason.CAMPAIGN_OVER)
    placement = begin(note, campaign, product, asked=True)
    record(creator, "ask", f"placement:{placement.pk}")
    return placement


@transaction.atomic
def accept(member: Person, placement_id: int) -> Placement:
    """A brand agrees to what a creator asked for. Raises `Refusal`."""
    placement = _asked(member, placement_id)
    placement.state = PlacementState.AGREED
    placement.save()
    record(member, "accept", f"placement:{placement.pk}")
    return placement


@transaction.atomic
def turn_down(member: Person, placement_id: int, sentence: str) -> Placement:
    """A brand refuses what a creator asked for, with a sentence. Raises `Refusal`."""
    placement = _asked(member, placement_id)
    placement.state, placement.refusal = PlacementState.REFUSED, sentence
    placement.decided_at = timezone.now()
    placement.save()
    record(member, "turn_down", f"placement:{placement.pk}")
    return placement


def _asked(member: Person, placement_id: int) -> Placement:
    placement = locked(placement_id, PlacementState.PROPOSED)
    if not placement.asked or not placement.brand.team.filter(pk=member.pk).exists():
        raise Refusal(Reason.NOT_ALLOWED)
    return placement


@transaction.atomic
def delete_note(creator: Person, note_id: int) -> None:
    """Delete a note of one's own for good; its placements end, their money and records stay.

    Raises `Note.DoesNotExist` where it is not the creator's, or is gone.
    """
    note = Note.objects.select_for_update().get(pk=note_id, creator=creator)
    for placement in note.placements.select_for_update():
        if placement.state in {PlacementState.PROPOSED, PlacementState.AGREED}:
            placement.state, placement.decided_at = PlacementState.REFUSED, timezone.now()
        elif placement.state in {PlacementState.APPROVED, PlacementState.PAUSED}:
            placement.state = PlacementState.ENDED
            end_of_lease(placement)
        else:
            continue
        placement.reason = Reason.NOTE_NOT_PUBLIC
        placement.save()
        record(creator, "end", f"placement:{placement.pk}")
    publishing.delete_note(creator, note_id)
