"""Every read about people."""

from django.db.models import QuerySet

from hongmao.people.models import Person


def everyone() -> QuerySet[Person]:
    """All accounts, by role and name."""
    return Person.objects.order_by("role", "username")
