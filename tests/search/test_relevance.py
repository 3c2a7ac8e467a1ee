"""Relevance: nDCG@10 over the judged set, printed, and held above a floor on every database."""

import pytest
from django.db import connection

from tests.search.judging import measure, publish_all, read_notes, read_questions

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FLOORS = {"sqlite": 0.92, "postgresql": 0.92}
"""A little below what was measured; raise them with the ranking."""
LEAST = 0.5
"""No question may do worse."""


def test_what_is_judged_exists() -> None:
    keys = [key for key, *_ in read_notes()]
    assert len(keys) == len(set(keys)) >= 120
    questions = read_questions()
    assert len(questions) >= 40
    for judged in questions:
        assert judged.grades.keys() <= set(keys), judged.question
        assert set(judged.grades.values()) <= {1, 2, 3}


def test_ndcg_stays_above_its_floor(capsys: pytest.CaptureFixture[str]) -> None:
    rows = measure(publish_all())
    mean = sum(score for _, score, _ in rows) / len(rows)
    with capsys.disabled():
        print(f"\nnDCG@10 on {connection.vendor}: {mean:.3f} over {len(rows)} questions")
        for question, score, found in sorted(rows, key=lambda row: row[1])[:8]:
            print(f"  {score:.3f}  {question}: {' '.join(found[:6])}")
    assert mean >= FLOORS[connection.vendor]
    assert min(score for _, score, _ in rows) >= LEAST
