"""Metrics: for those who may read them, and what they count."""

from pathlib import Path

from hongmao.edge.metrics import Histogram, Metrics
from tests.edge.harness import LIVE, PAUSED, running


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
            "hongmao_edge_log_lost_events_total 0",
        ):
            assert line in lines, text


def test_a_histogram_counts_by_upper_bounds() -> None:
    histogram = Histogram((1, 2))
    for value in (0.5, 1, 2, 3):
        histogram.add(value)
    assert histogram.counts == [2, 1, 1]
    assert b"hongmao_edge_x 1" in Metrics().text({"x": ("Help.", 1)})
