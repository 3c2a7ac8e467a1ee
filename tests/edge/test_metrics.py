"""Metrics: for those who may read them, and what they count."""

import re
from pathlib import Path

from hongmao.edge.metrics import GAUGES, Histogram, Metrics, text
from tests.edge.harness import LIVE, PAUSED, eventually, running


def test_nobody_reads_metrics_unless_named(tmp_path: Path) -> None:
    with running(tmp_path) as edge:
        assert edge.ask("GET", "/metrics").status == 404


def test_a_forwarded_address_opens_no_door(tmp_path: Path) -> None:
    with running(tmp_path, metrics_readers=("10.0.0.1",), trusted_proxies=("127.0.0.1",)) as edge:
        assert edge.ask("GET", "/metrics", {"X-Forwarded-For": "10.0.0.1"}).status == 404


def test_who_comes_through_a_proxy_is_not_the_proxy(tmp_path: Path) -> None:
    with running(tmp_path, metrics_readers=("127.0.0.1",)) as edge:
        assert edge.ask("GET", "/metrics", {"Forwarded": "for=198.51.100.1"}).status == 404
        assert edge.ask("GET", "/metrics").status == 200


def test_metrics_count_answers_flags_and_commits(tmp_path: Path) -> None:
    with running(tmp_path, metrics_readers=("127.0.0.0/8",)) as edge:
        with edge.client() as client:
            for _ in range(3):
                client.ask("GET", f"/r/{LIVE}")
            client.ask("GET", f"/r/{PAUSED}", {"User-Agent": "curl/8"})
            client.ask("GET", "/r/nosuchcode")
            client.ask("POST", "/e", {}, b"junk")
            text = client.ask("GET", "/metrics").body.decode()
        [log] = {path.name[:8] for path in edge.log_folder.iterdir()}
        text = text.replace(f'log="{log}",', "").replace(f'{{log="{log}"}}', "")
        lines = text.splitlines()
        for line in (
            'hongmao_edge_answers_total{reason="sent"} 3',
            'hongmao_edge_answers_total{reason="paused"} 1',
            'hongmao_edge_answers_total{reason="unknown_code"} 1',
            'hongmao_edge_answers_total{reason="malformed"} 1',
            'hongmao_edge_flags_total{reason="bot"} 1',
            "hongmao_edge_group_events_count 4",
            "hongmao_edge_commit_seconds_count 4",
            "hongmao_edge_snapshot_links 4",
            "hongmao_edge_log_degraded 0",
            "hongmao_edge_log_waiting_events 0",
            "hongmao_edge_log_lag_seconds 0",
            "hongmao_edge_log_lost_events_total 0",
        ):
            assert line in lines, text


def test_one_worker_tells_of_all(tmp_path: Path) -> None:
    readers = ("127.0.0.0/8",)
    with (
        running(tmp_path, metrics_readers=readers) as one,
        running(tmp_path, metrics_readers=readers) as two,
    ):
        one.ask("GET", f"/r/{LIVE}")
        two.ask("GET", f"/r/{LIVE}")

        def sent() -> int:
            said = two.ask("GET", "/metrics").body.decode()
            return len(re.findall(r'answers_total{log="[0-9a-f]{8}",reason="sent"} 1\n', said))

        assert eventually(lambda: sent() == 2)


def test_a_histogram_counts_by_upper_bounds() -> None:
    histogram = Histogram.of((1, 2))
    for value in (0.5, 1, 2, 3):
        histogram.add(value)
    assert histogram.counts == [2, 1, 1]


def test_the_text_has_every_gauge_and_groups_the_workers() -> None:
    sample = Metrics().sample({"snapshot_links": 5_000_000})
    said = text({"a": sample, "b": sample}).decode()
    for name in GAUGES:
        assert f'hongmao_edge_{name}{{log="a"}} ' in said
        assert said.count(f"# TYPE hongmao_edge_{name} ") == 1
    assert 'hongmao_edge_snapshot_links{log="b"} 5000000' in said
