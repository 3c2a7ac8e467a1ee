"""The traffic rules on agents as apps send them: programs are flagged, people never."""

import pytest

from hongmao.core.reasons import Reason
from hongmao.core.traffic import is_prefetch, judge_agent
from tests.core.agents import lines

PEOPLE = lines("people.txt")
PROGRAMS = lines("programs.txt")


def test_there_are_enough_of_both() -> None:
    assert len(set(PEOPLE)) >= 200
    assert len(set(PROGRAMS)) >= 130


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_not_flagged(agent: str) -> None:
    assert judge_agent(agent) == ()


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_are_flagged(agent: str) -> None:
    assert judge_agent(agent) == (Reason.BOT,)


@pytest.mark.parametrize("agent", ["", "   "])
def test_no_agent_is_flagged(agent: str) -> None:
    assert judge_agent(agent) == (Reason.NO_AGENT,)


@pytest.mark.parametrize(
    "purpose",
    ["prefetch", "Prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip", "preview"],
)
def test_a_prefetch_says_so(purpose: str) -> None:
    assert is_prefetch(purpose)


def test_an_upgrade_is_no_prefetch() -> None:
    assert not is_prefetch("navigate")
