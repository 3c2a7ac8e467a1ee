"""The least a Python edge could cost: a constant 302 on uvloop and httptools."""

import asyncio
import signal
import sys
from typing import cast

import httptools
import uvloop

ANSWER = (
    b"HTTP/1.1 302 Found\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    b"Referrer-Policy: no-referrer\r\nContent-Length: 0\r\n"
    b"Location: https://item.taobao.com/item.htm?id=1\r\n\r\n"
)


class Bare(asyncio.Protocol):
    """Parses and answers, nothing else."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast(asyncio.Transport, transport)
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        """Parse what arrived."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """Take the target, as any server has to."""

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, as any server has to."""

    def on_message_complete(self) -> None:
        """Answer."""
        self._transport.write(ANSWER)


async def main() -> None:
    """Serve until SIGTERM."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await loop.create_server(Bare, "127.0.0.1", int(sys.argv[1]))
    print("ready", flush=True)
    await stop.wait()


if __name__ == "__main__":
    uvloop.run(main())
