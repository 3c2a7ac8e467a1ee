"""The list of programs' agents: what the package knows is caught, people never are."""

import json
import random
import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongmao.core import agents
from hongmao.core.agents import CORRECTIONS, PHONES, Matcher, names_a_program
from hongmao.core.events import AGENTS_PACKAGE
from tests.core.agents import lines


class Entry(TypedDict):
    """What the package says of one program."""

    pattern: str
    instances: list[str]


@cache
def entries() -> list[Entry]:
    """The package's own file."""
    place = distribution(AGENTS_PACKAGE).locate_file("crawleruseragents/crawler-user-agents.json")
    found: list[Entry] = json.loads(Path(str(place)).read_text())
    return found


def test_every_example_of_the_package_is_caught_but_those_that_are_people() -> None:
    examples = {example for entry in entries() for example in entry["instances"]}
    assert len(examples) > 2_000
    missed = {example for example in examples if not names_a_program(example)}
    assert missed == set(lines("listed.txt"))


def test_every_pattern_of_the_package_is_in_force_but_the_corrected() -> None:
    assert agents.maintained() == [entry["pattern"] for entry in entries()]
    corrected = {correction.pattern for correction in CORRECTIONS}
    kept = [entry["pattern"] for entry in entries() if entry["pattern"] not in corrected]
    assert set(kept) <= set(agents.patterns())
    assert not corrected & set(agents.patterns())


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda correction: correction.pattern)
def test_every_correction_still_corrects_something(correction: agents.Correction) -> None:
    """A row that the package no longer needs is taken out."""
    assert correction.pattern in {entry["pattern"] for entry in entries()}
    assert correction.reason


@cache
def unknown_to_the_package() -> list[str]:
    """The programs of our file that the package takes for people."""
    known = [re.compile(entry["pattern"]) for entry in entries()]
    programs = lines("programs.txt")
    return [line for line in programs if not any(pattern.search(line) for pattern in known)]


@pytest.mark.parametrize("addition", agents.ADDITIONS)
def test_every_addition_adds_something(addition: str) -> None:
    """A row that the package has learned, as we write it, is taken out."""
    assert any(re.search(addition, line, re.IGNORECASE) for line in unknown_to_the_package())


@cache
def expressions() -> list[re.Pattern[bytes]]:
    """Every pattern in force as Python reads it."""
    return [re.compile(pattern.encode("latin-1")) for pattern in agents.patterns()]


def by_hand(agent: str) -> bool:
    """The rule as it is meant: one pattern after the other."""
    said = agent.encode("latin-1", "replace")
    return any(expression.search(said) for expression in expressions())


PIECES = st.one_of(
    st.sampled_from([p.replace("\\", "").strip("^$") for p in agents.patterns()]),
    st.sampled_from(["cubot", "; M bot 60", "Mozilla/5.0 (", " ", "; ", "/", "_", "Spider", "B"]),
    st.text(max_size=6).filter(lambda text: "\n" not in text),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=8), st.randoms(use_true_random=False))
def test_both_engines_answer_as_one_pattern_after_the_other(
    pieces: list[str], chance: random.Random
) -> None:
    agent = "".join(piece[: chance.randint(0, len(piece))] for piece in pieces)
    other = PHONES.sub(" ", agent)
    assert names_a_program(agent) == (by_hand(agent) and by_hand(other))


@given(st.text(max_size=20), st.text("abAB/. ()", min_size=1, max_size=8), st.text(max_size=20))
def test_a_name_is_found_wherever_it_stands(before: str, name: str, after: str) -> None:
    matcher = Matcher([re.escape(name), "^only at the start$"])
    assert matcher.matches(before + name + after)
    assert matcher.matches("only at the start")
    assert matcher.matches(after) == (name in after)


ANYTHING = st.text(st.characters(exclude_categories=()), max_size=4_096)
HEADERS = st.binary(max_size=4_096).map(lambda raw: raw.decode("latin-1"))


@given(ANYTHING | HEADERS | st.sampled_from(["\ud800", "\udfff" * 4_096, "\x00", "é" * 4_096]))
def test_no_text_whatever_is_too_much(agent: str) -> None:
    """Lone surrogates, bytes of any kind: an answer, the same each time."""
    assert names_a_program(agent) == names_a_program(agent)
