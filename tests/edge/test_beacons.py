"""Beacons over a real socket: only proved impressions, each once, on disk before the answer."""

import json
from typing import Any

import pytest

from hongmao.edge.beacons import Seen
from tests.edge.harness import (
    ENDED,
    LIVE,
    PAUSED,
    Edge,
    eventually,
    impressions,
    reads,
    shown,
)


def batch(*pages: Any) -> bytes:
    return json.dumps({"p": pages}).encode()


def test_impressions_and_reads_are_taken_and_written(edge: Edge) -> None:
    page = shown([LIVE, PAUSED, ENDED], "feed", seen=[2, 0])
    body = batch(page, shown(seconds=12))
    response = edge.beacon(body, {"Content-Type": "text/plain;charset=UTF-8"})
    assert (response.status, response.body) == (204, b"")
    assert response.headers["access-control-allow-origin"] == "*"

    def written() -> list[tuple[str, str]]:
        return [(i.code, i.surface) for i in impressions(edge.log_folder)][-3:]

    assert eventually(lambda: written() == [(ENDED, "feed"), (LIVE, "feed"), (LIVE, "note")])
    last, read = impressions(edge.log_folder)[-1], reads(edge.log_folder)[-1]
    assert (last.placement, last.note, last.brand, last.flags) == (11, 22, 44, ())
    assert (read.note, read.seconds, read.surface, read.flags) == (22, 12, "note", ())
    assert (read.view, read.reader) == (last.view, last.reader)


def test_what_is_refused_is_named_and_the_rest_is_taken(edge: Edge) -> None:
    taken = shown([LIVE, "nosuchcode"], seen=[0, 1, 0], seconds=3)
    moved, grown, elsewhere = shown(), shown(), shown()
    moved[1], grown[3], elsewhere[2] = "feed", LIVE + PAUSED, 23
    pages = [
        taken, taken, shown(secret="forged"), moved, grown, elsewhere, shown(age_s=25 * 3600),
        shown(surface="moon"), shown(seen=[1]), ["", "note", 22, LIVE, [0], 0],
    ]  # fmt: skip
    answer = edge.beacon(batch(*pages), {"Accept-Language": "en"}).json
    assert answer["accepted"] == 2
    found = [(r["page"], r.get("place"), r["reason"]) for r in answer["refused"]]
    assert found == [
        (0, 1, "unknown_code"), (0, 0, "repeated"), (1, 0, "repeated"), (1, 1, "unknown_code"),
        (1, 0, "repeated"), (1, None, "repeated"), (2, None, "bad_view_token"),
        (3, None, "bad_view_token"), (4, None, "bad_view_token"), (5, None, "bad_view_token"),
        (6, None, "view_expired"), (7, None, "bad_view_token"), (8, 1, "unknown_code"),
        (9, None, "bad_view_token"),
    ]  # fmt: skip
    messages = {refused["reason"]: refused["message"] for refused in answer["refused"]}
    assert "reload" in messages["view_expired"]


def test_a_replayed_batch_changes_nothing(edge: Edge) -> None:
    body = batch(shown(seconds=5))
    assert edge.beacon(body).status == 204
    again = edge.beacon(body).json
    assert [r["reason"] for r in again["refused"]] == ["repeated", "repeated"]
    assert again["accepted"] == 0


def test_a_page_may_tell_of_its_cards_one_after_the_other(edge: Edge) -> None:
    page = shown([LIVE, PAUSED])
    assert edge.beacon(batch(page)).status == 204
    later = [*page[:4], [1], 9]
    assert edge.beacon(batch(later)).status == 204
    assert edge.beacon(batch(later)).json["accepted"] == 0


def test_the_sentence_is_in_the_readers_language(edge: Edge) -> None:
    said = edge.beacon(batch(shown(age_s=10**6)), {"Accept-Language": "zh-CN"}).json
    assert "请刷新" in said["refused"][0]["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"not json", b"[]", b'{"p": 1}', b"\xff\xfe", b"{}", b'{"p":[["i","\xff"]}',
        b'{"p": [' + b"[" * 5000, batch(*["x"] * 21), b" ", batch(["x"]), batch({"p": 1}),
    ],
)  # fmt: skip
def test_a_malformed_body_is_refused_whole(edge: Edge, body: bytes) -> None:
    response = edge.beacon(body, {"Accept-Language": "en"})
    assert response.status == 400
    assert response.json["reason"] == "malformed"
    assert "not a batch of events" in response.json["message"]
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "wrong",
    [
        {"seen": [-1]}, {"seen": [100]}, {"seen": [0] * 101}, {"seconds": -1}, {"seconds": 3601},
        {"note": 2**63}, {"note": -1}, {"codes": [LIVE] * 101},
    ],
)  # fmt: skip
def test_a_page_out_of_bounds_is_malformed(edge: Edge, wrong: dict[str, Any]) -> None:
    assert edge.beacon(batch(shown(), shown(**wrong))).json["reason"] == "malformed"


def test_a_batch_has_a_most_of_pages(edge: Edge) -> None:
    assert edge.beacon(batch(*[shown() for _ in range(20)])).status == 204
    assert edge.beacon(batch(*[shown() for _ in range(21)])).status == 400


def test_an_oversized_body_is_refused_before_it_is_read(edge: Edge) -> None:
    with edge.client() as client:
        client.send("POST", "/e", {"Content-Length": "70000", "Accept-Language": "en"})
        response = client.receive()
        assert response.status == 413
        assert "65536 bytes" in response.json["message"]
        assert response.headers["connection"] == "close"


def test_an_oversized_chunked_body_is_refused(edge: Edge) -> None:
    with edge.client() as client:
        client.send("POST", "/e", {"Transfer-Encoding": "chunked"})
        client.socket.sendall((b"4000\r\n" + b"x" * 0x4000 + b"\r\n") * 5)
        assert client.receive().status == 413


def test_a_chunked_batch_is_taken(edge: Edge) -> None:
    body = batch(shown())
    with edge.client() as client:
        client.send("POST", "/e", {"Transfer-Encoding": "chunked"})
        client.socket.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
        assert client.receive().status == 204


def test_a_preflight_is_answered(edge: Edge) -> None:
    response = edge.ask("OPTIONS", "/e", {"Origin": "https://a.example"})
    assert response.status == 204
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Content-Type" in response.headers["access-control-allow-headers"]


def test_a_beacon_is_posted_not_asked_for(edge: Edge) -> None:
    response = edge.ask("GET", "/e")
    assert (response.status, response.headers["allow"]) == (405, "POST, OPTIONS")


def test_a_bots_impression_is_kept_and_flagged(edge: Edge) -> None:
    assert edge.beacon(batch(shown()), {"User-Agent": "Googlebot/2.1"}).status == 204
    assert eventually(lambda: any(i.flags == ("bot",) for i in impressions(edge.log_folder)))


def test_what_was_seen_is_remembered_in_bounded_memory() -> None:
    seen = Seen(most=2)
    for view in "abc":
        seen.keep(view, 5)
    assert [seen.of(view) for view in "abcd"] == [0, 5, 5, 0]
