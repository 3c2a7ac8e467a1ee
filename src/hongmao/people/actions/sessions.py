"""Ending sessions."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from hongmao.people.actions.audit import record
from hongmao.people.models import Person


@transaction.atomic
def end_session(person: Person, pk: int) -> bool:
    """Log a person out of one of their sessions; False where they have none of that number."""
    found = UserSession.objects.filter(user=person, pk=pk).first()
    if found is None:
        return False
    found.end()
    record(person, "end_session", f"person:{person.pk}")
    return True


@transaction.atomic
def end_other_sessions(person: Person, kept: str = "") -> int:
    """Log a person out everywhere but in the session of that key; says of how many."""
    others = list(UserSession.objects.filter(user=person).exclude(session_key=kept))
    for one in others:
        one.end()
    record(person, "end_other_sessions", f"person:{person.pk}", count=len(others))
    return len(others)
