"""Where people are logged in."""

from allauth.usersessions.models import UserSession

from hongmao.people.models import Person


def sessions_of(person: Person) -> list[UserSession]:
    """A person's live sessions, the latest first; what has run out is dropped on the way."""
    found = UserSession.objects.purge_and_list(person)
    return sorted(found, key=lambda one: one.created_at, reverse=True)
