"""Who reads: the person, or a visitor with a cookie."""

from django.http import HttpRequest

from hongmao.balance.queries import Reader
from hongmao.people.models import Person
from hongmao.web.middleware import READER_COOKIE


def visitor(request: HttpRequest) -> Person | None:
    """The person who reads, or None for a visitor without an account."""
    return request.user if isinstance(request.user, Person) else None


def reader(request: HttpRequest) -> Reader:
    """Whose feed it is: new notes are drawn by the person, or by a visitor's cookie."""
    who = visitor(request)
    if who:
        return Reader(f"person:{who.pk}", who.pk)
    return Reader(request.COOKIES.get(READER_COOKIE, "")[:64])
