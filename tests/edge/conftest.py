"""An edge that a test file shares."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edge.harness import Edge, running


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """A running edge with one link of each kind."""
    home: Path = tmp_path_factory.mktemp("edge")
    with running(home, segment_seconds=0.2) as edge:
        yield edge
