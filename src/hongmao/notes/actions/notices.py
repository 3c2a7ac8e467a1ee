"""Telling people what others did."""

from django.db import transaction
from django.utils import timezone

from hongmao.core.marks import mention_runs, readings
from hongmao.notes.models import Comment, Note, Notice, NoticeKind
from hongmao.people.models import Person


def tell(
    person_id: int,
    kind: NoticeKind,
    actor: Person,
    note: Note | None = None,
    comment: Comment | None = None,
) -> None:
    """Tell a person what `actor` did; nobody is told of their own deeds, nor of one thing twice.

    Call it inside the deed's own database transaction.
    """
    if person_id == actor.pk:
        return
    about = comment or note
    key = f"{kind}:{actor.pk}:{about.pk if about else 0}"
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=person_id, kind=kind, actor=actor, note=note, comment=comment, key=key,
                at=timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def mentioned(text: str) -> list[Person]:
    """Whom a text names by `@account`; of names that begin alike the longest is meant."""
    runs = mention_runs(text)
    asked = {reading for run in runs for reading in readings(run)}
    known = {p.username: p for p in Person.objects.filter(username__in=asked, is_active=True)}
    named = {
        person.pk: person
        for run in runs
        if (person := next((known[name] for name in readings(run) if name in known), None))
    }
    return list(named.values())


@transaction.atomic
def mark_seen(person: Person) -> int:
    """Mark all that a person was told as seen; returns how many were not. Leaves no audit row."""
    return Notice.objects.filter(person=person, seen=False).update(seen=True)
