"""The audit of pages: what creators and brands are shown is what the books come to."""

from django.db.models import Q

from hongmao.brands.models import Brand
from hongmao.jobs.finding import Finding
from hongmao.ledger.queries import balances
from hongmao.people.models import Person, Role
from hongmao.settlement.models import Charge, Commission, CommissionState
from hongmao.settlement.queries.chain import brand_chain
from hongmao.settlement.queries.claims import goodwill_of
from hongmao.settlement.queries.earnings import earnings


def shown_to_creators() -> Finding:
    """A creator's page shows what the commissions come to."""
    creators = Person.objects.filter(role=Role.CREATOR)
    differences = []
    for creator in creators:
        shown = earnings(creator.pk)
        owed = Commission.objects.filter(
            creator=creator, currency=shown.currency, order__needs_books=False
        )
        for state, figure in (("held", shown.held), ("posted", shown.posted)):
            counted = sum(owed.filter(state=state).values_list("creator_amount", flat=True))
            if state == CommissionState.POSTED:
                clicked = Charge.objects.filter(placement__creator=creator, currency=shown.currency)
                counted += sum(clicked.values_list("creator_amount", flat=True))
                counted += goodwill_of(creator.pk, shown.currency)
            if counted != figure and not _in_flight(creator):
                differences.append(
                    f"creator {creator.pk}: {state} shows {figure}, commissions come to {counted}"
                )
    return Finding("earnings pages", len(creators), 0, tuple(differences))


def _in_flight(creator: Person) -> bool:
    return Commission.objects.filter(creator=creator, order__needs_books=True).exists()


def shown_to_brands() -> Finding:
    """A brand's chain shows what its placements' commissions come to."""
    brands = list(Brand.objects.all())
    differences = []
    for brand in brands:
        chain = brand_chain(brand.pk)
        booked = Commission.objects.filter(placement__brand=brand, currency=chain.currency)
        if booked.filter(order__needs_books=True).exists():
            continue
        for state, figure in (("held", chain.held), ("posted", chain.posted)):
            counted = sum(
                sum(parts)
                for parts in booked.filter(state=state).values_list(
                    "creator_amount", "agency_amount", "platform_amount"
                )
            )
            if counted != figure:
                differences.append(
                    f"brand {brand.pk}: {state} shows {figure}, commissions come to {counted}"
                )
        if chain.charged != (cost := _charges_booked(brand, chain.currency)):
            differences.append(
                f"brand {brand.pk}: clicks show {chain.charged}, the ledger has {cost}"
            )
    return Finding("brands' chains", len(brands), 0, tuple(differences))


def _charges_booked(brand: Brand, currency: str) -> int:
    """What the ledger took from a brand's balance for clicks and visitors."""
    account = Q(account__name=f"brand:{brand.pk}:prepaid")
    return sum(balances(account & Q(transfer__subject__startswith="charge:"), currency).values())
