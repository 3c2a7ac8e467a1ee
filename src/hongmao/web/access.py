"""Who may call a view. Each view states it; one that states nothing serves nobody."""

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

from django.http import HttpRequest

from hongmao.people.models import Person, Role

Anyone = Literal["anyone"]
ANYONE: Final[Anyone] = "anyone"

View = TypeVar("View", bound=Callable[..., Any])


def allow(*who: Role | Anyone) -> Callable[[View], View]:
    """State who may call a view: roles, or `ANYONE`. `DenyByDefault` holds every call to it."""

    def state(view: View) -> View:
        view.__dict__["access"] = frozenset(who)
        return view

    return state


def access_of(view: Callable[..., Any]) -> frozenset[Role | Anyone] | None:
    """Who may call a view, or None where it does not say."""
    stated: frozenset[Role | Anyone] | None = getattr(view, "access", None)
    return stated


def person(request: HttpRequest) -> Person:
    """The person who calls a view that is allowed to roles only."""
    if not isinstance(request.user, Person):
        raise TypeError("only a view that is allowed to roles has a person")
    return request.user
