"""Every read about integrators."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from hongmao.integrators.actions import hash_key
from hongmao.integrators.models import Content, Integrator

LARGEST = 2**63 - 1


def integrator_of_key(key: str) -> Integrator | None:
    """Whose key this is; None for nobody's, and for one that was revoked."""
    found = Integrator.objects.filter(key_hash=hash_key(key), revoked_at__isnull=True)
    return found.first()


def integrator_of_origin(origin: str) -> Integrator | None:
    """Whose pages come from an origin, as browsers send it."""
    found = Integrator.objects.filter(origins__origin=origin, revoked_at__isnull=True)
    return found.first()


def integrators() -> QuerySet[Integrator]:
    """All integrators by name, with their origins at hand."""
    return Integrator.objects.prefetch_related("origins").order_by("name")


def notes_of(contents: Iterable[str]) -> dict[str, int]:
    """The notes that contents name: `42` is a note's id, `forum:post-17` an integrator's key."""
    found: dict[str, int] = {}
    asked: dict[tuple[str, str], str] = {}
    for content in contents:
        name, colon, key = content.partition(":")
        if colon:
            asked[name, key] = content
        elif content.isascii() and content.isdecimal() and int(content[:20]) <= LARGEST:
            found[content] = int(content[:20])
    if asked:
        which = Q()
        for name, key in asked:
            which |= Q(integrator__name=name, key=key)
        rows = Content.objects.filter(which, integrator__revoked_at__isnull=True)
        for row in rows.select_related("integrator"):
            found[asked[row.integrator.name, row.key]] = row.note_id
    return found
