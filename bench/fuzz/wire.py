"""A protocol fuzzer: broken, cut and shuffled requests on raw sockets.

`HONGMAO_FUZZ_REQUESTS` (1,000,000). Coverage does not guide it: shapes of requests do.
"""

import os
import random
import socket
import tempfile
import time
from pathlib import Path

from bench.edge.contestants import CODE, Contestant, started

REQUESTS = int(os.environ.get("HONGMAO_FUZZ_REQUESTS", "1000000"))
A_CONNECTION = 4
"""Requests sent at once: what follows a broken one is not looked at."""
GROWTH_BYTES = 64 << 20
SHAPES = (
    f"GET /r/{CODE} HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    f"GET /r/{CODE}?v=abc&s=note HTTP/1.1\r\nHost: a\r\nCookie: hm_reader=1\r\n\r\n".encode(),
    b'POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n{"e":[["i","aaaaaaaaaa","n",""]',
    b"POST /e HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
    b"OPTIONS /e HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n\r\n",
    b"GET http://evil.example/r/x HTTP/1.0\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n",
    b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
)
PIECES = (
    b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b"%", b"%00", b"\xff\xfe",
    b"Content-Length: 9\r\n",
    b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: b\r\n",
    b"Expect: 100-continue\r\n",
    b"HTTP/1.1", b"A" * 300, b"[" * 300, b"ffffffffffffffff\r\n", b"0\r\n\r\n", b"/../",
    b"//evil.example",
)  # fmt: skip


def main() -> int:
    """Fuzz one edge; 1 where it broke a rule."""
    chance = random.Random(int(os.environ.get("HONGMAO_FUZZ_SEED", "1")))
    with tempfile.TemporaryDirectory(prefix="hongmao-fuzz-") as folder:
        edge = Contestant("edge", options={"durability": "crash", "segment_bytes": 1 << 20})
        with started(edge, Path(folder)):
            problem = _fuzz(edge, chance)
    if problem:
        print(problem)
        return 1
    print(f"{REQUESTS:,} malformed requests sent: no crash, no hang, no 5xx, no growth")
    return 0


def _fuzz(edge: Contestant, chance: random.Random) -> str:
    assert edge.process
    sent = answered = base = 0
    began = time.monotonic()
    while sent < REQUESTS:
        data = b"".join(_break(chance) for _ in range(A_CONNECTION))
        answer = _exchange(edge.port, data)
        sent += A_CONNECTION
        if edge.process.poll() is not None:
            return f"the edge ended with {edge.process.returncode} after {data!r}"
        if answer is None:
            return f"no answer within its time to {data!r}"
        answered += answer.count(b"HTTP/1.1 ")
        if b"HTTP/1.1 5" in answer:
            return f"a 5xx to {data!r}"
        if sent == REQUESTS // 10 // A_CONNECTION * A_CONNECTION:
            base = edge.memory()["resident"]
        if sent % 100_000 == 0:
            mb = edge.memory()["resident"] / 1e6
            rate = sent / (time.monotonic() - began)
            print(f"{sent:>9,} sent, {answered:,} answered, {mb:.1f} MB, {rate:,.0f}/s")
    grown = edge.memory()["resident"] - base if base else 0
    return f"it grew by {grown / 1e6:.0f} MB" if grown > GROWTH_BYTES else ""


def _break(chance: random.Random) -> bytes:
    """A request with a few things wrong."""
    data = bytearray(chance.choice(SHAPES))
    for _ in range(chance.randint(0, 3)):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[place:place] = chance.choice(PIECES)
            case 1:
                del data[place : place + chance.randint(1, 12)]
            case 2:
                data[place : place + 1] = bytes([chance.randrange(256)])
            case _:
                data[place:place] = data[: chance.randint(0, 30)]
    return bytes(data)


def _exchange(port: int, data: bytes) -> bytes | None:
    """What the edge says until it closes; None where it does neither in time."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                answer += part
        except TimeoutError:
            return None
        except OSError:
            pass  # refused and closed while we were still sending
    return answer
