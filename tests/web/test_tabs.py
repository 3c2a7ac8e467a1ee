"""A console's pages: each leads somewhere, and one of them is where the reader is."""

import pytest
from django.urls import reverse

from hongmao.people.models import Role
from hongmao.web.context import TABS, tabs


@pytest.mark.parametrize("role", list(TABS))
def test_every_page_of_a_console_is_here_once_when_shown(role: Role) -> None:
    for name, _ in TABS[role]:
        here = [tab.url for tab in tabs(role, reverse(name)) if tab.here]
        assert here == [reverse(name)]


def test_what_lies_below_a_page_belongs_to_it() -> None:
    def here(path: str) -> list[str]:
        return [tab.url for tab in tabs(Role.OPERATOR, path) if tab.here]

    assert here("/operator/payouts/7") == ["/operator/payouts"]
    assert here("/operator/claims/7") == ["/operator/claims"]
    assert here("/operator/nowhere") == ["/operator"]
    assert here("/operators") == []


def test_readers_and_strangers_have_no_console() -> None:
    assert tabs(Role.READER, "/") == tabs("", "/operator") == []
