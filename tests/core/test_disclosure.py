"""Disclosure: the label by jurisdiction, and what may not be linked at all."""

from itertools import product

import pytest

from hongmao.core.disclosure import DENIED_CATEGORIES, LABELS, label, refusals
from hongmao.core.reasons import Reason


@pytest.mark.parametrize(
    ("jurisdiction", "language"), [*product(LABELS, ["zh-hans", "en", "zh", "ZH-CN", "fr", ""])]
)
def test_every_reader_has_a_label(jurisdiction: str, language: str) -> None:
    shown = label(jurisdiction, language)
    assert "广告" in shown or "Ad" in shown
    assert ("广告" in shown) or not language.lower().startswith("zh")


def test_in_china_the_label_is_chinese_in_every_language() -> None:
    assert "广告" in label("CN", "en")
    assert label("CN", "zh-hans") == "广告"
    assert label("EU", "en") == "Ad"


@pytest.mark.parametrize("category", sorted(DENIED_CATEGORIES))
def test_denied_categories_are_refused(category: str) -> None:
    assert refusals(category, "品牌") == [Reason.CATEGORY_DENIED]


@pytest.mark.parametrize("advertiser", ["", "  ", "\u3000"])
def test_an_advertiser_without_a_name_is_no_label(advertiser: str) -> None:
    assert refusals("home", advertiser) == [Reason.LABEL_MISSING]
    assert refusals("medicine", advertiser) == [Reason.CATEGORY_DENIED, Reason.LABEL_MISSING]


def test_what_breaks_no_rule_may_be_shown() -> None:
    assert refusals("home", "品牌") == []
    assert refusals("", "品牌") == []
