"""`kill -9` under load: every click whose 302 arrived is in the log, once.

Rounds by `HONGMAO_KILL_ROUNDS` (5).
"""

import json
import os
import random
import time
from collections import Counter
from pathlib import Path
from threading import Thread

import pytest

from hongmao.core.events import Impression
from tests.edge.harness import LIVE, Edge, clicks, eventually, links, numbered, publish, shown

ROUNDS = int(os.environ.get("HONGMAO_KILL_ROUNDS", "5"))
CLIENTS = 8
PIPELINED = 4
LEAST = 200
"""Answers before a kill, so that it falls into full load on a slow machine too."""


class Load:
    """Clients that click as fast as they can and note every answer that arrived."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self.answered: list[str] = []
        self.views: list[str] = []
        self._threads = [Thread(target=self._click) for _ in range(CLIENTS)]
        self._threads.append(Thread(target=self._beacon))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def under_way(self) -> bool:
        """Whether the load is on."""
        return len(self.answered) >= LEAST

    def _click(self) -> None:
        try:
            with self._edge.client() as client:
                while True:
                    for _ in range(PIPELINED):
                        client.send("GET", f"/r/{LIVE}")
                    for _ in range(PIPELINED):
                        response = client.receive()
                        assert response.status == 302
                        self.answered.append(response.headers["hongmao-click"])
        except OSError:
            return

    def _beacon(self) -> None:
        try:
            with self._edge.client() as client:
                while True:
                    pages = [shown() for _ in range(3)]
                    response = client.ask("POST", "/e", {}, json.dumps({"p": pages}).encode())
                    assert response.status == 204
                    self.views += [page[0][:16] for page in pages]
        except OSError:
            return


@pytest.mark.parametrize("durability", ["power", "crash"])
def test_every_click_answered_before_kill_9_is_in_the_log_once(
    tmp_path: Path, durability: str
) -> None:
    edge = Edge(
        tmp_path, {"durability": durability, "segment_bytes": 1 << 16, "segment_seconds": 0.1}
    )
    publish(edge.snapshot, links())
    answered: list[str] = []
    views: list[str] = []
    for _ in range(ROUNDS):
        edge.start()
        load = Load(edge)
        load.start()
        assert eventually(load.under_way, 30)
        time.sleep(random.uniform(0, 0.4))
        edge.kill()
        load.join()
        answered += load.answered
        views += load.views
    edge.start()
    assert edge.stop() == 0
    written = Counter(click.id for click in clicks(edge.log_folder))
    missing = [click_id for click_id in answered if click_id not in written]
    print(f"{durability}: {len(answered)} answered, {len(written)} written, {len(missing)} missing")
    assert missing == []
    assert max(written.values()) == 1
    events = numbered(edge.log_folder)
    seen = Counter(e.event.view for e in events if isinstance(e.event, Impression))
    assert all(seen[view] == 1 for view in views)
    places = [(event.log, event.segment, event.ordinal) for event in events]
    assert len(set(places)) == len(places)
