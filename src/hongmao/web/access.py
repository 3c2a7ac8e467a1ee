"""Who may call a view. Each view states it; one that states nothing serves nobody."""

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

from django.http import HttpRequest

from hongmao.people.models import Person, Role

Anyone = Literal["anyone"]
ANYONE: Final[Anyone] = "anyone"
Signed = Literal["signed"]
SIGNED: Final[Signed] = "signed"
"""Programs that prove who they are by a signature or token of their own, which the view checks."""

Caller = Role | Anyone | Signed

View = TypeVar("View", bound=Callable[..., Any])


def allow(*who: Caller) -> Callable[[View], View]:
    """State who may call a view: roles, `ANYONE` or `SIGNED`. `DenyByDefault` holds calls to it.

    A `SIGNED` view takes no notice of cookies, so it needs no token against forged forms.
    """

    def state(view: View) -> View:
        view.__dict__["access"] = frozenset(who)
        if SIGNED in who:
            view.__dict__["csrf_exempt"] = True
        return view

    return state


def access_of(view: Callable[..., Any]) -> frozenset[Caller] | None:
    """Who may call a view, or None where it does not say."""
    stated: frozenset[Caller] | None = getattr(view, "access", None)
    return stated


def person(request: HttpRequest) -> Person:
    """The person who calls a view that is allowed to roles only."""
    if not isinstance(request.user, Person):
        raise TypeError("only a view that is allowed to roles has a person")
    return request.user
