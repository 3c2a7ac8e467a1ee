"""One sandbox for the connector's tests; each test leaves it as it found it."""

from collections.abc import Iterator

import pytest

from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from tests.sandbox.running import RunningSandbox, running_sandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def connector(sandbox: RunningSandbox) -> Iterator[TaobaoConnector]:
    made = TaobaoConnector(TaobaoConfig(sandbox.gateway, sandbox.app_key, sandbox.app_secret))
    yield made
    made.close()
