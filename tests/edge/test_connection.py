"""HTTP on the wire: order, limits, broken and slow peers."""

import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.edge.harness import LIVE, Client, Edge, Response, clicks, link, running

GET = f"GET /r/{LIVE} HTTP/1.1\r\nHost: a\r\nUser-Agent: pipelined\r\n\r\n".encode()
MISSING = b"GET /r/nosuchcode HTTP/1.1\r\nHost: a\r\n\r\n"


def raw(edge: Edge, data: bytes) -> tuple[Response, bool]:
    """The answer to raw bytes, and whether the edge closes after it."""
    with edge.client() as client:
        client.socket.sendall(data)
        response = client.receive()
        client.socket.settimeout(0.5)
        try:
            return response, client.closed()
        except TimeoutError:
            return response, False


def test_pipelined_answers_keep_the_order_of_their_requests(edge: Edge) -> None:
    order = [GET, MISSING, GET, GET, MISSING, MISSING, GET] * 40
    with edge.client() as client:
        client.socket.sendall(b"".join(order))
        statuses = [client.receive().status for _ in order]
    assert statuses == [302 if request is GET else 404 for request in order]


def test_keep_alive_goes_on_and_close_closes(edge: Edge) -> None:
    with edge.client() as client:
        assert client.ask("GET", f"/r/{LIVE}").status == 302
        response = client.ask("GET", f"/r/{LIVE}", {"Connection": "close"})
        assert response.headers["connection"] == "close"
        assert client.closed()


def test_http_1_0_closes_unless_asked_to_stay(edge: Edge) -> None:
    request = f"GET /r/{LIVE} HTTP/1.0\r\n".encode()
    response, closed = raw(edge, request + b"\r\n")
    assert (response.status, closed) == (302, True)
    response, closed = raw(edge, request + b"Connection: keep-alive\r\n\r\n")
    assert (response.headers["connection"], closed) == ("keep-alive", False)


def test_a_body_is_asked_for_when_the_client_waits_for_it(edge: Edge) -> None:
    with edge.client() as client:
        client.send("POST", "/e", {"Expect": "100-continue", "Content-Length": "9"})
        assert client.receive().status == 100
        client.socket.sendall(b'{"p": []}')
        assert client.receive().status == 204


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /r/x HTTP/1.1\r\n\r\n",
        b"GET /r/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /r/x HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET /r/x HTTP/1.1\nHost: a\n\n",
        b"GET /r/x HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /r/\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
        b"POST /e HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        b"POST /e HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /r/x HTTP/1.1\r\nHost: a\r\nCookie: " + b"x" * 17_000 + b"\r\n\r\n",
        b"GET /r/x HTTP/1.1\r\nHost: a\r\n" + b"A: %b\r\n" % (b"b" * 40) * 70 + b"\r\n",
        b"GET /r/x HTTP/1.1\r\nHost: a\r\nCookie: " + b"x" * 60_000,
        b"GET /" + b"x" * 60_000,
    ],
)
def test_a_broken_request_is_answered_400_and_the_connection_closed(
    edge: Edge, data: bytes
) -> None:
    response, closed = raw(edge, data)
    assert (response.status, closed) == (400, True)
    assert response.headers["connection"] == "close"


def test_a_broken_request_is_answered_in_its_turn(edge: Edge) -> None:
    with edge.client() as client:
        client.socket.sendall(GET + GET + b"broken\r\n\r\n" + GET)
        assert [client.receive().status for _ in range(3)] == [302, 302, 400]
        assert client.closed()


def test_an_upgrade_is_ignored_and_nothing_is_smuggled_behind_it(edge: Edge) -> None:
    upgrade = GET[:-2] + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    response, closed = raw(edge, upgrade + GET)
    assert (response.status, closed) == (302, True)
    assert raw(edge, b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n")[0].status in (404, 405)


def test_a_half_closed_peer_still_gets_its_answers(edge: Edge) -> None:
    with edge.client() as client:
        client.socket.sendall(GET * 5)
        client.socket.shutdown(socket.SHUT_WR)
        assert [client.receive().status for _ in range(5)] == [302] * 5
        assert client.closed()


def test_a_peer_that_leaves_at_once_harms_nobody(edge: Edge) -> None:
    for _ in range(50):
        with edge.client() as client:
            client.socket.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
            )  # closing resets
            client.socket.sendall(GET * 20)
    assert edge.ask("GET", f"/r/{LIVE}").status == 302
    assert "Traceback" not in edge.errors()


def test_a_peer_that_does_not_read_is_not_read_from(edge: Edge) -> None:
    with edge.client() as client:
        client.socket.settimeout(1.0)
        sent = 0
        with suppress(TimeoutError):
            while sent < 64 << 20:
                sent += client.socket.send(MISSING * 500)
        assert edge.ask("GET", f"/r/{LIVE}").status == 302
    assert sent < 32 << 20


@pytest.mark.slow
def test_a_slow_head_ends_after_its_deadline(edge: Edge) -> None:
    started = time.monotonic()
    with Client(edge.address, timeout=20) as idle, Client(edge.address, timeout=20) as slow:
        slow.socket.sendall(b"GET /r/x HTTP/1.1\r\nHost: a\r\n")
        assert slow.receive().status == 408
        assert slow.closed()
        assert idle.closed()
    assert 9 < time.monotonic() - started < 15


def test_stopping_finishes_what_is_in_flight_and_seals(tmp_path: Path) -> None:
    with running(tmp_path) as edge, edge.client() as client, edge.client() as idle:
        assert idle.ask("GET", f"/r/{LIVE}").headers["location"] == link().destination
        client.socket.sendall(GET * 300)
        client.receive()
        assert edge.stop() == 0
        answered = 1
        try:
            while client.receive().status == 302:
                answered += 1
        except ConnectionError:
            pass
        assert idle.closed()
    assert len(clicks(edge.log_folder)) >= answered + 1
    assert not list(edge.log_folder.glob("*/*.open"))
