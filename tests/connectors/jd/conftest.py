"""One sandbox for the connector's tests; each test leaves it as it found it."""

from collections.abc import Iterator

import pytest

from hongmao.connectors.jd.connector import JdConfig, JdConnector
from tests.sandbox.running import RunningSandbox, running_sandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def connector(sandbox: RunningSandbox) -> Iterator[JdConnector]:
    made = JdConnector(JdConfig(sandbox.jd_gateway, sandbox.app_key, sandbox.app_secret, "4100001"))
    yield made
    made.close()
