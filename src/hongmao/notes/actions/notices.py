"""Telling people what others did."""

import re

from django.db import transaction
from django.utils import timezone

from hongmao.notes.models import Comment, Note, Notice, NoticeKind
from hongmao.people.models import Person

MENTION = re.compile(r"@([\w.+-]{1,150})")
MOST_MENTIONS = 10


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
    """The people whom a text names by `@account`, ten at most."""
    names = list(dict.fromkeys(MENTION.findall(text)))[:MOST_MENTIONS]
    return list(Person.objects.filter(username__in=names, is_active=True)) if names else []


@transaction.atomic
def mark_seen(person: Person) -> int:
    """Mark all that a person was told as seen; returns how many were not. Leaves no audit row."""
    return Notice.objects.filter(person=person, seen=False).update(seen=True)
