"""Reasons: a closed set, each with a sentence in both languages that its refusals can fill."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import hongmao
from hongmao.core.reasons import SENTENCES, Reason, Refusal

SOURCE = Path(hongmao.__file__).parent


def holes(sentence: str) -> set[str]:
    """The names a sentence wants filled."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Every `Refusal(Reason.X, name=…)` in the source: where, which reason, which facts."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            reason = node.args[0] if node.args else None
            if node.func.id == "Refusal" and isinstance(reason, ast.Attribute):
                where = f"{path.relative_to(SOURCE)}:{node.lineno}"
                yield where, reason.attr, {word.arg for word in node.keywords if word.arg}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_both_languages(reason: Reason) -> None:
    sentence = SENTENCES[reason]
    assert sentence.en.endswith((".", ".)"))
    assert sentence.zh.endswith("。")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in sentence.zh)
    assert holes(sentence.en) == holes(sentence.zh)


def test_the_set_is_closed() -> None:
    assert set(SENTENCES) == set(Reason)
    assert all(reason.value == reason.name.lower() for reason in Reason)


def test_every_refusal_in_the_source_fills_its_sentence() -> None:
    found = list(raised())
    assert len(found) > 15
    lacking = [
        f"{where} {name}: {missing}"
        for where, name, facts in found
        if (missing := holes(SENTENCES[Reason[name]].en) - facts)
    ]
    assert lacking == []


def test_a_refusal_speaks_the_readers_language() -> None:
    refusal = Refusal(Reason.BRAND_NOT_ADMITTED, brand="青瓷")
    assert refusal.text("en") == str(refusal)
    assert "青瓷" in refusal.text("zh-hans")
    assert refusal.text("zh-hans") != refusal.text("en")
    assert refusal.text("fr") == refusal.text("en")
