"""What the docs say is what the code does."""

import re
from pathlib import Path

import pytest

from tools import reference

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_every_setting_command_event_field_and_reason_is_documented() -> None:
    """The reference is what the code says today."""
    assert reference.main(check=True) == 0


def test_a_stale_page_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A page that is missing or old fails the check."""
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    assert reference.main(check=True) == 1
    reference.main(check=False)
    assert reference.main(check=True) == 0
    (tmp_path / "reasons.md").write_text("old")
    assert reference.main(check=True) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that is there."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_every_account_of_the_ledger_is_documented() -> None:
    """Each account name that the rules build stands in docs/ledger.md."""
    text = (ROOT / "docs" / "ledger.md").read_text()
    code = (ROOT / "src" / "hongmao" / "core" / "commission.py").read_text()
    for part in re.findall(r'"(expected|receivable|available|income|held)"', code):
        assert f":{part}`" in text
