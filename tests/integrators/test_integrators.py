"""Who is let in to show cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.reasons import Reason, Refusal
from hongmao.integrators.actions import add_integrator, read_origin, revoke_integrator
from hongmao.integrators.models import Integrator
from hongmao.integrators.queries import integrator_of_key, integrator_of_origin
from tests.factories import reason_of


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Forum.example", "https://forum.example"),
        (" https://forum.example/ ", "https://forum.example"),
        ("https://forum.example:443", "https://forum.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_origins_are_written_as_browsers_do(text: str, origin: str) -> None:
    assert read_origin(text) == origin


@pytest.mark.parametrize(
    "text", ["", "*", "forum.example", "ftp://a", "https://a/b", "https://a?b", "https://a:x", "//"]
)
def test_what_is_no_origin(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_origin(text)
    assert caught.value.reason == Reason.BAD_PARAMETER


@given(st.text(max_size=40))
def test_an_origin_read_again_is_the_same(text: str) -> None:
    try:
        origin = read_origin(text)
    except Refusal:
        return
    assert read_origin(origin) == origin


@pytest.mark.database
@pytest.mark.django_db
def test_a_name_and_an_origin_have_one_owner() -> None:
    integrator, key = add_integrator("forum", ["https://a.example", "https://A.example/"], "UK")
    assert integrator_of_key(key) == integrator_of_origin("https://a.example") == integrator
    assert reason_of(lambda: add_integrator("forum", [])) == Reason.INTEGRATOR_TAKEN
    taken = reason_of(lambda: add_integrator("blog", ["https://a.example"]))
    assert taken == Reason.INTEGRATOR_TAKEN
    assert not Integrator.objects.filter(name="blog").exists()
    assert reason_of(lambda: add_integrator("A b", [])) == Reason.BAD_PARAMETER
    assert reason_of(lambda: add_integrator("ab", [], "XX")) == Reason.BAD_PARAMETER
    revoke_integrator("forum")
    assert integrator_of_key(key) is None
    assert integrator_of_origin("https://a.example") is None
    add_integrator("blog", ["https://a.example"])
