"""`hongmao search`: what it prints and how it ends, in a process of its own."""

from pathlib import Path

import pytest

from tests.template import begin
from tests.test_commands import SECRET, hongmao


@pytest.mark.slow
def test_rebuild_verify_and_ask(tmp_path: Path) -> None:
    begin(tmp_path)
    never = hongmao(tmp_path, "search", "verify", SECRET=SECRET)
    assert never.returncode == 1
    assert "made by other rules" in never.stdout
    assert "hongmao search rebuild" in never.stdout
    assert "Indexed 0 notes." in hongmao(tmp_path, "search", "rebuild", SECRET=SECRET).stdout
    assert hongmao(tmp_path, "search", "verify", SECRET=SECRET).returncode == 0
    asked = hongmao(tmp_path, "search", "ask", "防晒", SECRET=SECRET).stdout
    assert asked.startswith("防晒: 防晒 | 防晒霜")
    assert asked.endswith("0 notes.\n")
