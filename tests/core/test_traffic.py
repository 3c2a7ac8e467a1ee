"""The traffic rules on agents as apps send them: programs are flagged, people never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core import traffic
from hongmao.core.reasons import Reason
from hongmao.core.traffic import AGENT_CACHE, AGENT_LENGTH, is_bot, judge_traffic
from tests.core.agents import lines

PEOPLE = lines("people.txt")
PROGRAMS = lines("programs.txt")


def test_there_are_enough_of_both() -> None:
    assert len(set(PEOPLE)) >= 200
    assert len(set(PROGRAMS)) >= 130


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_not_flagged(agent: str) -> None:
    assert judge_traffic(agent) == ()


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_are_flagged(agent: str) -> None:
    assert judge_traffic(agent) == (Reason.BOT,)


@pytest.mark.parametrize("agent", ["", "   "])
def test_no_agent_is_flagged(agent: str) -> None:
    assert judge_traffic(agent) == (Reason.NO_AGENT,)


@pytest.mark.parametrize(
    "purpose",
    ["prefetch", "Prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip", "preview"],
)
def test_prefetches_are_flagged(purpose: str) -> None:
    assert judge_traffic(PEOPLE[0], purpose=purpose) == (Reason.PREFETCH,)


def test_flags_add_up() -> None:
    assert judge_traffic("curl/8", purpose="prefetch", head=True) == (
        Reason.BOT, Reason.PREFETCH, Reason.HEAD,
    )  # fmt: skip


@given(st.text(max_size=2000))
def test_every_agent_is_judged_the_same_way_twice(agent: str) -> None:
    assert is_bot(agent) == is_bot(agent)


def test_a_flood_of_agents_is_remembered_in_bounded_memory() -> None:
    for number in range(AGENT_CACHE + 500):
        is_bot(f"agent {number}")
    assert traffic._remembered.cache_info().currsize == AGENT_CACHE
    is_bot("x" * (AGENT_LENGTH + 1))
    assert traffic._remembered.cache_info().currsize == AGENT_CACHE
    assert is_bot("x" * (AGENT_LENGTH + 1) + " Googlebot/2.1")
