"""The examples of docs/measure.md do what they say."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "measure.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)


def said(example: str) -> list[tuple[str, str]]:
    """The expressions of an example that are followed by what they come to."""
    return re.findall(r"^(\S.*)\n# (.*)$", example, re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_comes_to_what_it_says(example: str) -> None:
    names: dict[str, Any] = {}
    exec(compile(example, PAGE.name, "exec"), names)
    found = said(example)
    assert found
    for expression, result in found:
        assert eval(expression, names) == ast.literal_eval(result)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 2
