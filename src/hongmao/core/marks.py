"""What stands marked in a text: `#topic` and `@username`."""

import re
from collections.abc import Iterable
from typing import Final

MOST_TOPICS: Final = 10
MOST_MENTIONS: Final = 20
MOST_TOPIC_LETTERS: Final = 30

TOPIC = re.compile(rf"(?<![A-Za-z0-9&])[#＃](\w{{1,{MOST_TOPIC_LETTERS}}})(?!\w)")
MENTION = re.compile(r"(?<![A-Za-z0-9._+-])[@＠]([\w.+-]{1,40})")


def topics_in(text: str) -> list[str]:
    """The topics that a text marks, in their order: `#咖啡` and `#咖啡#` are one."""
    return [found.group(1) for found in TOPIC.finditer(text)]


def tidy_topics(topics: Iterable[str]) -> list[str]:
    """Topics without marks and spaces around them, each once (whatever its case), at most ten."""
    kept: dict[str, str] = {}
    for topic in topics:
        name = topic.strip().strip("#＃").strip()[:MOST_TOPIC_LETTERS]
        if name:
            kept.setdefault(name.casefold(), name)
    return list(kept.values())[:MOST_TOPICS]


def mention_runs(text: str) -> list[str]:
    """What follows each `@`, as far as a username could reach; the first twenty.

    Chinese sets no space after a name, so a run may hold more than one: see `readings`.
    """
    return list(dict.fromkeys(MENTION.findall(text)))[:MOST_MENTIONS]


def readings(run: str) -> list[str]:
    """The usernames that a run may begin with, the longest first."""
    return [run[:length] for length in range(len(run), 0, -1)]
