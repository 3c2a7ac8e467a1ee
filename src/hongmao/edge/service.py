"""What the edge answers at each address: the pipelines, tied to the snapshot and the log."""

import time
from http import HTTPStatus
from typing import Protocol

import msgspec

from hongmao.core.events import encode
from hongmao.core.reasons import SENTENCES, Reason
from hongmao.edge.address import Networks, Proxies
from hongmao.edge.answers import (
    NO_CONTENT,
    PREFLIGHT,
    Answer,
    Pages,
    json_answer,
    metrics_answer,
    redirect,
    redirect_click,
)
from hongmao.edge.beacons import Malformed, Refused, Seen, judge_batch
from hongmao.edge.clock import now_ms
from hongmao.edge.config import EdgeConfig
from hongmao.edge.language import choose_language
from hongmao.edge.log import EventLog
from hongmao.edge.pipeline import Keys, Visitor, decide
from hongmao.edge.snapshot import SnapshotWatcher

PURPOSES = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")
_PURPOSES = frozenset(PURPOSES)
_READING = (b"GET", b"HEAD")
FORWARDED = (b"x-forwarded-for", b"forwarded")
KEPT_HEADERS = frozenset({b"user-agent", b"accept-language", b"cookie", *PURPOSES, *FORWARDED})
"""The headers a request keeps, by name in lower case; all others have no effect."""


class Reply(Protocol):
    """The place that an answer goes to."""

    def fill(self, answer: Answer) -> None:
        """Give the answer, and let it go when its turn comes."""

    def hold(self, answer: Answer) -> None:
        """Give the answer, to go no sooner than `release`."""

    def release(self) -> None:
        """Let the answer go when its turn comes."""


class Request(msgspec.Struct):
    """A whole request. `target` is as it stood in the request line; headers are `KEPT_HEADERS`."""

    method: bytes
    target: bytes
    headers: dict[bytes, bytes]
    body: bytes
    peer: bytes

    @property
    def language(self) -> str:
        """`zh` or `en`, as the reader wishes."""
        return choose_language(self.headers.get(b"accept-language", b"").decode("latin-1"))


class Batch(msgspec.Struct, frozen=True):
    """The answer to a batch of which something was refused."""

    accepted: int
    refused: list[Refused]


class Problem(msgspec.Struct, frozen=True):
    """The answer to a request that was refused as a whole."""

    reason: Reason
    message: str


class Service:
    """Answers requests; the answer to an event is given once its log says that it is written."""

    def __init__(self, config: EdgeConfig, log: EventLog, snapshots: SnapshotWatcher) -> None:
        self._config = config
        self._log = log
        self._snapshots = snapshots
        self._keys = Keys.derive(config.secret)
        self._seen = Seen()
        self._proxies = Proxies(config.trusted_proxies, config.proxy_header.encode())
        self._metrics = log.metrics
        self._metrics_readers = Networks(config.metrics_readers)
        self._pages = Pages(config.web_address)
        self._home = redirect(config.web_address + "/")

    def answer(self, request: Request, reply: Reply) -> None:
        """Answer a request, now or when its event is written."""
        path, _, query = _origin_form(request.target).partition(b"?")
        reading = request.method in _READING
        if path.startswith(b"/r/") and reading:
            self._click(path[3:], query, request, reply)
        elif path == b"/e":
            self._beacon(request, reply)
        elif path == b"/metrics" and reading and self._may_measure(request):
            reply.fill(self._report())
        elif path in (b"/", b"/healthz") or path.startswith(b"/r/"):
            if not reading:
                reply.fill(self._pages.get(Reason.METHOD_NOT_ALLOWED, request.language))
            else:
                reply.fill(self._home if path == b"/" else self._health())
        else:
            reply.fill(self._pages.get(Reason.NOT_FOUND, request.language))

    def refuse(self, reason: Reason, request: Request) -> Answer:
        """The answer to a request that broke a rule before it was whole."""
        self._metrics.answers[reason] += 1
        path = _origin_form(request.target).partition(b"?")[0]
        if path == b"/e" or reason is Reason.BODY_TOO_LARGE:
            return _problem(reason, request.language, limit=self._config.body_bytes)
        return self._pages.get(reason, request.language)

    def _click(self, code: bytes, query: bytes, request: Request, reply: Reply) -> None:
        links = self._snapshots.current
        decision = decide(code, query, self._visitor(request), links, self._keys, now_ms())
        metrics = self._metrics
        if isinstance(decision, Reason):
            metrics.answers[decision] += 1
            reply.fill(self._pages.get(decision, request.language))
            return
        event = decision.event
        metrics.answers[event.outcome] += 1
        for flag in event.flags:
            metrics.flags[flag] += 1
        reply.hold(redirect_click(decision.location, event.id))
        self._log.append((encode(event),), reply.release)

    def _beacon(self, request: Request, reply: Reply) -> None:
        if request.method == b"OPTIONS":
            reply.fill(PREFLIGHT)
            return
        if request.method != b"POST":
            allow = "Allow: POST, OPTIONS\r\n"
            reply.fill(_problem(Reason.METHOD_NOT_ALLOWED, request.language, allow))
            return
        try:
            taken, refused = judge_batch(
                request.body, self._visitor(request), self._snapshots.current, self._keys,
                self._seen, now_ms=now_ms(), view_hours=self._config.view_hours,
                language=request.language,
            )  # fmt: skip
        except Malformed as malformed:
            self._metrics.answers[Reason.MALFORMED] += 1
            problem = Problem(Reason.MALFORMED, malformed.text(request.language))
            reply.fill(json_answer(HTTPStatus.BAD_REQUEST, problem))
            return
        self._metrics.answers["impression"] += len(taken)
        for one in refused:
            self._metrics.answers[one.reason] += 1
        answer = json_answer(HTTPStatus.OK, Batch(len(taken), refused)) if refused else NO_CONTENT
        if taken:
            reply.hold(answer)
            self._log.append([encode(event) for event in taken], reply.release)
        else:
            reply.fill(answer)

    def _visitor(self, request: Request) -> Visitor:
        said = request.headers.get
        purpose = b""
        if not _PURPOSES.isdisjoint(request.headers):
            purpose = b" ".join([said(name, b"") for name in PURPOSES])
        return Visitor(
            said(b"user-agent", b""),
            said(b"cookie", b""),
            self._proxies.reader(request.peer, said(self._proxies.header, b"")),
            purpose,
            request.method == b"HEAD",
        )

    def _may_measure(self, request: Request) -> bool:
        """Only who is named and asks directly: behind a proxy everybody has the proxy's address."""
        direct = not any(name in request.headers for name in FORWARDED)
        return direct and self._metrics_readers.hold(request.peer)

    def _report(self) -> Answer:
        head, log = self._snapshots.current.head, self._log.status()
        now_s = time.time()
        gauges = {
            "snapshot_age_seconds": ("Since the snapshot was made.", now_s - head.made_ms / 1000),
            "snapshot_links": ("Links at hand.", head.count),
            "snapshot_dropped": ("Links left out for their URLs.", self._snapshots.current.dropped),
            "log_degraded": ("1 while the disk does not take events.", log.degraded),
            "log_held_events": ("Events that wait in memory for the disk.", log.held),
            "log_lost_events_total": ("Events that memory could not hold.", log.lost),
            "log_segment": ("Number of the segment being written.", log.segment),
            "log_last_commit_timestamp_seconds": ("Of the last group.", log.last_commit_ms / 1000),
        }
        return metrics_answer(self._metrics.text(gauges))

    def _health(self) -> Answer:
        links, head = self._snapshots.current, self._snapshots.current.head
        log = self._log.status()
        snapshot = {
            "version": head.version,
            "made_ms": head.made_ms,
            "age_s": round(time.time() - head.made_ms / 1000, 3),
            "links": len(links),
            "dropped": links.dropped,
        }
        report = {
            "status": "degraded" if log.degraded or not head.version else "ok",
            "snapshot": snapshot if head.version else None,
            "log": log,
        }
        return json_answer(HTTPStatus.OK, report)


_STATUSES = {
    Reason.BODY_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reason.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Reason.TOO_SLOW: HTTPStatus.REQUEST_TIMEOUT,
}


def _problem(reason: Reason, language: str, headers: str = "", **facts: object) -> Answer:
    problem = Problem(reason, SENTENCES[reason].text(language, **facts))
    return json_answer(_STATUSES.get(reason, HTTPStatus.BAD_REQUEST), problem, headers)


def _origin_form(target: bytes) -> bytes:
    """Path and query of a request target, which a proxy may send with scheme and host."""
    if target.startswith(b"/"):
        return target
    _, mark, rest = target.partition(b"://")
    return b"/" + rest.partition(b"/")[2] if mark else target
