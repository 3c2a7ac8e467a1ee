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
    view_token,
)


def batch(*events: Any) -> bytes:
    return json.dumps({"e": events}).encode()


def impression(code: str = LIVE, surface: str = "note", **token: Any) -> list[str]:
    return ["i", code, surface, view_token(code, surface, **token)]


def test_good_impressions_are_taken_and_written(edge: Edge) -> None:
    events = [impression(), impression(PAUSED, "feed"), impression(ENDED, "search")]
    response = edge.beacon(batch(*events), {"Content-Type": "text/plain;charset=UTF-8"})
    assert (response.status, response.body) == (204, b"")
    assert response.headers["access-control-allow-origin"] == "*"

    def written() -> list[str]:
        return [i.code for i in impressions(edge.log_folder) if i.note == 22][-3:]

    assert eventually(lambda: written() == [LIVE, PAUSED, ENDED])
    last = impressions(edge.log_folder)[-1]
    assert (last.surface, last.placement, last.brand, last.flags) == ("search", 11, 44, ())


def test_what_is_refused_is_named_and_the_rest_is_taken(edge: Edge) -> None:
    taken = impression()
    events: list[Any] = [
        taken,
        taken,
        impression(secret="forged"),
        ["i", LIVE, "feed", view_token(LIVE, "note")],
        impression("nosuchcode"),
        impression(age_s=25 * 3600),
        ["x", LIVE, "note", view_token()],
        ["i", LIVE, "moon", view_token(LIVE, "moon")],
        ["i", LIVE, "note"],
        {"i": 1},
        ["i", 1, 2, 3],
        [[[]] * 3, "", "", ""],
    ]
    answer = edge.beacon(batch(*events), {"Accept-Language": "en"}).json
    assert answer["accepted"] == 1
    reasons = {refused["index"]: refused["reason"] for refused in answer["refused"]}
    assert reasons == {
        1: "repeated", 2: "bad_view_token", 3: "bad_view_token", 4: "unknown_code",
        5: "view_expired", 6: "malformed", 7: "malformed", 8: "malformed", 9: "malformed",
        10: "malformed", 11: "malformed",
    }  # fmt: skip
    assert "reload" in answer["refused"][4]["message"]


def test_a_replayed_batch_changes_nothing(edge: Edge) -> None:
    body = batch(impression())
    assert edge.beacon(body).status == 204
    assert edge.beacon(body).json["refused"][0]["reason"] == "repeated"


def test_the_sentence_is_in_the_readers_language(edge: Edge) -> None:
    said = edge.beacon(batch(["i"]), {"Accept-Language": "zh-CN"}).json["refused"][0]["message"]
    assert said.startswith("请求体不是一批合法的事件：第 0 条不是")


@pytest.mark.parametrize(
    "body",
    [
        b"not json", b"[]", b'{"e": 1}', b"\xff\xfe", b"{}", b'{"e":[["i","\xff"]}',
        b'{"e": [' + b"[" * 5000, batch(*[["i"]] * 101), b" ",
    ],
)  # fmt: skip
def test_a_malformed_body_is_refused_whole(edge: Edge, body: bytes) -> None:
    response = edge.beacon(body, {"Accept-Language": "en"})
    assert response.status == 400
    assert response.json["reason"] == "malformed"
    assert "not a batch of events" in response.json["message"]
    assert response.headers["access-control-allow-origin"] == "*"


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
    body = batch(impression())
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
    assert edge.beacon(batch(impression()), {"User-Agent": "Googlebot/2.1"}).status == 204
    assert eventually(lambda: any(i.flags == ("bot",) for i in impressions(edge.log_folder)))


def test_what_was_seen_is_remembered_in_bounded_memory() -> None:
    seen = Seen(most=2)
    assert [seen.add(view, "c") for view in "aabbca"] == [True, False, True, False, True, True]
