"""What it costs to judge a user agent that was not seen before: people's, programs', hostile ones.

`HONGMAO_AGENTS` (50,000) unlike agents of each kind. Hostile ones are made of beginnings of names:
what an automaton that is built while it reads likes least.
"""

import os
import random
import statistics
import subprocess
import sys
import time

from hongmao.core import agents
from tests.core.agents import lines

COUNT = int(os.environ.get("HONGMAO_AGENTS", "50000"))
ROUNDS = 5
IMPORT = (
    "import hongmao.core.events, time; t = time.perf_counter();"
    "import hongmao.core.agents; print(time.perf_counter() - t)"
)


def main() -> int:
    """Measure, and print a table."""
    chance = random.Random(1)
    people, programs = lines("people.txt"), lines("programs.txt")
    names = [pattern.replace("\\", "") for pattern in agents.patterns()]
    kinds = {
        "people's": [f"{chance.choice(people)} {chance.random()}" for _ in range(COUNT)],
        "programs'": [f"{chance.choice(programs)} {chance.random()}" for _ in range(COUNT)],
    }
    for length in (200, 512, 4_096):
        hostile = [_hostile(names, length, chance) for _ in range(COUNT // 10)]
        kinds[f"hostile, {length:,} bytes"] = hostile
    print(f"{'the list':24} {1e3 * _import_seconds():6.1f} ms to load")
    for kind, texts in kinds.items():
        print(f"{kind:24} {1e6 * _seconds(texts):6.1f} µs an agent")
    return 0


def _hostile(names: list[str], length: int, chance: random.Random) -> str:
    text = ""
    while len(text) < length:
        name = chance.choice(names)
        text += name[: chance.randint(1, max(1, len(name) - 1))]
    return text[:length]


def _seconds(texts: list[str]) -> float:
    """The median of some rounds."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for text in texts:
            agents.names_a_program(text)
        took.append((time.perf_counter() - began) / len(texts))
    return statistics.median(took)


def _import_seconds() -> float:
    """The median of some interpreters, matcher built and its libraries loaded."""
    command = [sys.executable, "-c", IMPORT]
    return statistics.median(
        float(subprocess.run(command, check=True, capture_output=True).stdout)
        for _ in range(ROUNDS)
    )
