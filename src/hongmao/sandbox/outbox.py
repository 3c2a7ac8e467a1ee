"""What the sandbox sends by itself: HTTP calls kept in its file, tried again until answered 2xx.

As Shopify does: 8 tries, each pause twice the last. A killed sandbox goes on where it stopped.
"""

import hmac
import threading
from collections.abc import Callable, Mapping

import httpx
import msgspec
from flask import Blueprint, Response, request

from hongmao.sandbox.state import State

TRIES = 8
TIMEOUT_S = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, method TEXT NOT NULL, url TEXT NOT NULL, headers TEXT NOT NULL,
  body BLOB NOT NULL, backoff_ms INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  next_ms INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT ''
);
"""


class Outbox:
    """The calls that wait, and a thread that makes them from the first one on."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._wake = threading.Event()
        self._started = threading.Lock()
        state.read().executescript(_SCHEMA)
        if self._waiting():
            self._start()

    def put(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        backoff_ms: int = 1000,
    ) -> int:
        """Keep a call to be made at once; returns its number. `backoff_ms` is the first pause."""
        with self._state.write() as database:
            cursor = database.execute(
                "INSERT INTO outbox (method, url, headers, body, backoff_ms, next_ms) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (method, url, msgspec.json.encode(dict(headers or {})).decode(), body, backoff_ms,
                 self._state.now_ms()),
            )  # fmt: skip
        self._start()
        self._wake.set()
        return int(cursor.lastrowid or 0)

    def calls(self) -> list[dict[str, object]]:
        """Every call with its tries, whether it is done, and its last answer."""
        rows = self._state.read().execute(
            "SELECT id, method, url, tries, done, answer FROM outbox ORDER BY id"
        )
        return [{**dict(row), "done": bool(row["done"])} for row in rows]

    def _waiting(self) -> bool:
        row = self._state.read().execute("SELECT 1 FROM outbox WHERE done = 0 LIMIT 1").fetchone()
        return row is not None

    def _start(self) -> None:
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._run, name="outbox", daemon=True).start()

    def _run(self) -> None:
        with httpx.Client(timeout=TIMEOUT_S) as client:
            while True:
                self._wake.clear()
                row = (
                    self._state.read()
                    .execute(
                        "SELECT * FROM outbox WHERE done = 0 AND next_ms <= ? ORDER BY id LIMIT 1",
                        (self._state.now_ms(),),
                    )
                    .fetchone()
                )
                if row is None:
                    self._wake.wait(0.05 if self._waiting() else None)
                    continue
                self._note(row["id"], row["tries"] + 1, row["backoff_ms"], _call(client, row))

    def _note(self, number: int, tries: int, backoff_ms: int, answer: str) -> None:
        done = answer.startswith("2") or tries >= TRIES
        pause_ms = backoff_ms * 2 ** (tries - 1)
        with self._state.write() as database:
            database.execute(
                "UPDATE outbox SET tries = ?, done = ?, next_ms = ?, answer = ? WHERE id = ?",
                (tries, done, self._state.now_ms() + pause_ms, answer[:2000], number),
            )


def _call(client: httpx.Client, row: Mapping[str, object]) -> str:
    headers = msgspec.json.decode(str(row["headers"]), type=dict[str, str])
    body = row["body"]
    assert isinstance(body, bytes)  # as it was put
    try:
        answer = client.request(str(row["method"]), str(row["url"]), headers=headers, content=body)
    except httpx.HTTPError as fault:
        return f"no answer: {fault!r}"
    return f"{answer.status_code} {answer.text}"


def guarded(
    name: str,
    secret: str,
    views: Mapping[str, Callable[[], object]],
    reads: Mapping[str, Callable[[], object]],
) -> Blueprint:
    """Views under `/admin/<name>`, by POST and by GET, for those who know the app secret.

    Each answers JSON; a body that does not read answers 400.
    """
    blueprint = Blueprint(f"admin_{name}", __name__, url_prefix=f"/admin/{name}")

    def guard() -> Response | None:
        sent = request.headers.get("X-Sandbox-Secret", "")
        if hmac.compare_digest(sent.encode(), secret.encode()):
            return None
        return answer({"error": "X-Sandbox-Secret is not the app secret."}, 403)

    def refuse(error: Exception) -> Response:
        return answer({"error": str(error)}, 400)

    def shown(view: Callable[[], object]) -> Callable[[], Response]:
        return lambda: answer(view())

    blueprint.before_request(guard)
    blueprint.register_error_handler(msgspec.MsgspecError, refuse)
    blueprint.register_error_handler(LookupError, refuse)
    for path, view in views.items():
        blueprint.add_url_rule(f"/{path}", path, shown(view), methods=["POST"])
    for path, view in reads.items():
        blueprint.add_url_rule(f"/{path}", f"read_{path}", shown(view), methods=["GET"])
    return blueprint


def answer(content: object, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(content), status, content_type="application/json")
