"""Every reason Hongmao refuses, flags or pauses for: a closed set, each with a sentence to act on.

The sentences stand in both languages, a module for each family, so that a screen, the API and the
command line say the same. `docs/reference/reasons.md` is written from this list.
"""

from hongmao.core.reasons import (
    accounts,
    claims,
    integrators,
    links,
    measurement,
    money,
    payouts,
    pictures,
    reading,
    requests,
    terms,
)
from hongmao.core.reasons.codes import Reason, Sentence

__all__ = ["SENTENCES", "Reason", "Refusal", "Sentence"]

_FAMILIES = (
    links, terms, requests, money, payouts, claims, measurement, reading, pictures, integrators,
    accounts,
)  # fmt: skip
_said = {reason: said for family in _FAMILIES for reason, said in family.SENTENCES.items()}
SENTENCES: dict[Reason, Sentence] = {reason: _said[reason] for reason in Reason}
"""Every reason's sentence, in the order of the reasons; one that lacks its own does not start."""


class Refusal(Exception):
    """A rule said no. Carries the reason and the facts its sentence needs; nothing was written."""

    def __init__(self, reason: Reason, **facts: object) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The sentence, in the reader's language."""
        return SENTENCES[self.reason].text(language, **self.facts)
