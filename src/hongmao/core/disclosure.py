"""Disclosure: what a labelled link must show, by the reader's jurisdiction (not legal advice).

Sources: CN Internet Advertising Measures art. 9 (in force 1 May 2023); EU DSA art. 26; US 16 CFR
255; UK CAP/ASA guide 2023. A failed rule removes the link, never the note.
"""

from hongmao.core.reasons import Reason

LABELS = {
    "CN": {"zh": "广告", "en": "Ad 广告"},
    "EU": {"zh": "广告", "en": "Ad"},
    "US": {"zh": "广告", "en": "Ad"},
    "UK": {"zh": "广告", "en": "Ad"},
}
"""The label by jurisdiction and language. In CN it carries 广告 in every language (art. 9)."""

DENIED_CATEGORIES = frozenset({"medicine", "medical_device", "health_food"})
"""Categories no note may link to: rule CN3, kept everywhere."""


def label(jurisdiction: str, language: str) -> str:
    """The label of a link for a reader of `language` (`zh…` or anything else)."""
    return LABELS[jurisdiction]["zh" if language.lower().startswith("zh") else "en"]


def refusals(category: str, advertiser: str) -> list[Reason]:
    """Why a link to a product of `category` on behalf of `advertiser` may not be shown; empty: may.

    The advertiser's name is part of the label (DSA art. 26: on whose behalf).
    """
    reasons = []
    if category in DENIED_CATEGORIES:
        reasons.append(Reason.CATEGORY_DENIED)
    if not advertiser.strip():
        reasons.append(Reason.LABEL_MISSING)
    return reasons
