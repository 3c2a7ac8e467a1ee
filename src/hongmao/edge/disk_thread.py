"""Threads that do the log's disk work, one piece after the other, beside the event loop."""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class DiskThread:
    """Runs work off the loop, in order, and brings the outcome back to the loop.

    Work may raise `OSError`; anything else is a defect and ends in the loop's exception handler.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, name: str) -> None:
        self._loop = loop
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[], T], then: Callable[[T | None, OSError | None], None]
    ) -> None:
        """Do `work` after all that was submitted before; then `then(value, error)` on the loop."""

        def run() -> None:
            value, refused = None, None
            try:
                value = work()
            except OSError as error:
                refused = error
            self._loop.call_soon_threadsafe(then, value, refused)

        self._queue.put(run)

    def stop(self) -> None:
        """Finish what was submitted, then end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while work := self._queue.get():
            try:
                work()
            except Exception as defect:
                context = {"message": "disk thread", "exception": defect}
                self._loop.call_soon_threadsafe(self._loop.call_exception_handler, context)
