"""What every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from playwright.sync_api import Browser, sync_playwright
from pytest_django.fixtures import Settings

from hongmao.ledger import actions as ledger
from tools.browser import browser as find_browser

DATABASE = {"db", "transactional_db", "live_server"}
"""Fixtures of the database that tests of one worker share; their order is pytest-django's."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long and has processes of its own begins first: it would hold up the end.

    Not on PostgreSQL, where some of these share the server's one database.
    """
    if "HONGMAO_DATABASE_URL" in os.environ:
        return

    def waits(item: pytest.Item) -> bool:
        fixtures = getattr(item, "fixturenames", ())
        shared = item.get_closest_marker("django_db") or DATABASE & {*fixtures}
        return bool(shared) or item.get_closest_marker("slow") is None

    items.sort(key=waits)


@pytest.fixture(autouse=True, scope="session")
def _emptied() -> Iterator[None]:
    """After a test that commits PostgreSQL truncates tables, which the ledger's triggers refuse."""
    truncate = DatabaseOperations.execute_sql_flush

    def past_the_triggers(self: DatabaseOperations, statements: list[str]) -> None:
        truncate(self, ["SET LOCAL session_replication_role = replica", *statements])
        ledger._ids.clear()  # the accounts that it knew are gone

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", past_the_triggers)
        yield


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """A home folder of the test's own: log, lake, snapshot and media."""
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"home": tmp_path})
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one the tests that need it are left out.

    It goes with its module: while it runs, Playwright has an event loop in this thread.
    """
    path = find_browser()
    if path is None:
        pytest.skip("there is no Chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs a loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()
