"""Money, counts and moments as screens write them; charts; and the catalogue of translations."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.reasons import SENTENCES
from hongmao.web.charts import TOKENS, Bar, Stage, draw_days, draw_funnel
from hongmao.web.templatetags import hongmao as words
from tests.web.parsing import read_page
from tools import messages


@pytest.mark.parametrize(
    ("language", "minor", "currency", "text"),
    [
        ("zh-hans", 123_456, "CNY", "¥1,234.56"),
        ("en", 123_456, "CNY", "¥1,234.56"),
        ("en", -5, "CNY", "-¥0.05"),
        ("zh-hans", 100, "JPY", "JP¥100"),
        ("en", 100, "JPY", "JP¥100"),
        ("zh-hans", 100, "USD", "US$1.00"),
        ("en", 100, "USD", "$1.00"),
    ],
)
def test_money(language: str, minor: int, currency: str, text: str) -> None:
    with override(language):
        assert words.money(minor, currency) == text


@given(st.integers(-(10**12), 10**12))
def test_money_keeps_every_cent(minor: int) -> None:
    with override("zh-hans"):
        text = words.money(minor, "CNY")
    assert int(re.sub(r"[^\d-]", "", text)) == minor


def test_counts() -> None:
    with override("zh-hans"):
        assert [words.short(n) for n in (0, 9999, 12_345)] == ["0", "9,999", "1.2万"]
    with override("en"):
        assert words.short(12_345) == "12.3K"
        assert words.rate(1, 3) == "33.3%"
        assert words.rate(1, 0) == "–"


def test_moments_are_in_the_zone_of_the_community() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    with override("zh-hans"):
        assert words.moment(at) == "11月23日 07:30"
        assert words.day(date(2001, 2, 3)) == "2001年2月3日"
    with override("en"):
        assert words.moment(at) == "23 Nov, 07:30"
        assert words.moment(None) == "–"


def test_every_reason_without_facts_has_a_sentence() -> None:
    for reason, sentence in SENTENCES.items():
        if "{" not in sentence.en:
            with override("en"):
                assert words.sentence(reason) == sentence.en
    assert words.sentence("") == ""


def test_charts_carry_no_style_and_only_the_colours_of_the_page() -> None:
    days = draw_days([Bar(f"{n}日", n * 100, n * 50) for n in range(1, 31)], "CNY")
    funnel = draw_funnel([Stage("<Exposures & co>", 9000, "9,000"), Stage("Orders", 0, "0")])
    for svg in (days.narrow, days.wide, funnel.narrow, funnel.wide):
        elements = read_page(svg)
        assert not [e for e in elements if "style" in e.attributes or e.tag in {"style", "script"}]
        colours = {
            e.attributes[k] for e in elements for k in ("fill", "stroke") if k in e.attributes
        }
        assert colours <= {*TOKENS.values(), "none", "transparent"}
        assert elements[0].attributes["aria-hidden"] == "true"
    assert "&lt;Exposures &amp; co&gt;" in funnel.wide
    assert days.wide.count(TOKENS["#fe0d00"]) == 30


def test_the_catalogue_is_complete() -> None:
    """On failure: run tools/messages.py, translate what it names, run it again."""
    assert messages.mistakes() == []


def test_the_catalogue_holds_every_kind_of_sentence() -> None:
    found = {key[1] for key in messages.find_sentences()}
    assert "Opens in Tmall" in found
    assert "Agreed. An operator checks it next." in found
    assert "Operator" in found
    assert "%(readers)s reader" in found
