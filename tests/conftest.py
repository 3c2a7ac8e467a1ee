"""What every test may use."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """A home folder of the test's own: log, lake, snapshot and media."""
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"home": tmp_path})
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path
