"""Notes and questions made by ourselves, with the lengths and frequencies of real ones.

Words are the demo's, and made-up ones of two or three of its characters up to `WORDS`; how often
one stands in a text falls with its rank (Zipf). A text has 198 characters on average, as
measured on notes of this kind.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import msgspec

WORDS = 30_000
MEAN_LETTERS = 198
TOPICS = 60
CREATORS = 500
START = datetime(2026, 11, 24, tzinfo=UTC)


class Made(msgspec.Struct, frozen=True):
    """A note's texts, its creator by number, and when it was published."""

    title: str
    body: str
    topics: tuple[str, ...]
    creator: int
    at: datetime


class Language:
    """Words and how often each is used."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        known = demo_words()
        letters = [c for word in known for c in word if "\u4e00" <= c <= "\u9fff"]
        made = {
            "".join(self.chance.choices(letters, k=self.chance.choice((2, 2, 2, 3))))
            for _ in range(2 * WORDS)
        }
        self.chance.shuffle(known)
        self.words = list(dict.fromkeys([*known, *sorted(made)]))[:WORDS]
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.words))))

    def draw(self, count: int) -> list[str]:
        """Words as a text uses them."""
        return self.chance.choices(self.words, cum_weights=self._weights, k=count)

    def notes(self, count: int) -> Iterator[Made]:
        """Notes, the oldest first, over two years."""
        topics = self.words[200 : 200 + TOPICS]
        step = timedelta(days=730) / count
        for number in range(count):
            letters = max(20, int(self.chance.gauss(MEAN_LETTERS, 70)))
            yield Made(
                "".join(self.draw(6))[:20],
                "，".join("".join(self.draw(5)) for _ in range(letters // 11 + 1))[:letters],
                tuple(self.chance.sample(topics, self.chance.randint(1, 3))),
                self.chance.randrange(CREATORS),
                START - timedelta(days=730) + step * number,
            )

    def questions(self, count: int) -> list[str]:
        """One to three words; one of ten with a character that only sounds right."""
        return [self._question() for _ in range(count)]

    def _question(self) -> str:
        drawn = self.draw(self.chance.choices((1, 2, 3), (5, 4, 1))[0])
        if self.chance.random() < 0.1:
            drawn[0] = drawn[0][::-1]
        return " ".join(drawn)


def demo_words() -> list[str]:
    """The words of the demo's notes, in Chinese and English."""
    from hongmao.core.words import fold, words
    from hongmao.demo.content import load_content

    texts = [text for note in load_content().notes for text in (note.body.zh, note.body.en)]
    return list(dict.fromkeys(word.text for text in texts for word in words(fold(text))))
