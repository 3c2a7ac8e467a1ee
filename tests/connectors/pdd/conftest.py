"""One sandbox for the connector's tests; each test leaves it as it found it."""

from collections.abc import Iterator

import pytest

from hongmao.connectors.pdd.connector import PddConfig, PddConnector
from tests.sandbox.running import RunningSandbox, running_sandbox

P_ID = "8000001_300000001"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def connector(sandbox: RunningSandbox) -> Iterator[PddConnector]:
    made = PddConnector(
        PddConfig(sandbox.pdd_gateway, sandbox.app_key, sandbox.app_secret, P_ID, page_size=10)
    )
    yield made
    made.close()
