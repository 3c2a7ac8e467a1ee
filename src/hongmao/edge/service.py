"""What the edge answers at each address: the pipelines, tied to the snapshot and the log."""

import time
from http import HTTPStatus
from typing import Protocol

import msgspec

from hongmao.core.events import Click, encode
from hongmao.core.reasons import SENTENCES, Reason
from hongmao.edge.address import Networks, Proxies
from hongmao.edge.answers import (
    NO_CONTENT,
    PREFLIGHT,
    Answer,
    OpeningPages,
    Pages,
    json_answer,
    metrics_answer,
    redirect,
)
from hongmao.edge.beacons import BeaconJudge, Malformed, Verdict
from hongmao.edge.clock import now_ms
from hongmao.edge.config import EdgeConfig
from hongmao.edge.log import EventLog
from hongmao.edge.metrics import text as metrics_text
from hongmao.edge.pipeline import PATH, SENT, Keys, decide, identify, judge
from hongmao.edge.request import Request
from hongmao.edge.snapshot import Snapshot, SnapshotWatcher
from hongmao.edge.status import read_samples

_READING = (b"GET", b"HEAD")


class Reply(Protocol):
    """The place that an answer goes to."""

    def fill(self, answer: Answer) -> None:
        """Give the answer, and let it go when its turn comes."""

    def hold(self, head: bytes, body: bytes = b"") -> None:
        """Give the answer, to go no sooner than `release`."""

    def release(self) -> None:
        """Let the answer go when its turn comes."""


class NotTaken(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something of a batch that was refused: a page, or the card at a place of it."""

    page: int
    reason: Reason
    message: str
    place: int | None = None


class Batch(msgspec.Struct, frozen=True):
    """The answer to a batch of which something was refused."""

    accepted: int
    refused: list[NotTaken]


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
        self.keys = Keys.derive(config.secret)
        self._beacons = BeaconJudge(self.keys, config.view_hours)
        self._proxies = Proxies(config.trusted_proxies, config.proxy_header.encode())
        self._metrics = log.metrics
        log.gauges = self.gauges
        self._metrics_readers = Networks(config.metrics_readers)
        self._pages = Pages(config.web_address)
        self.openings = OpeningPages(config.jurisdiction)
        self._home = redirect(config.web_address + "/")

    def answer(self, request: Request, reply: Reply) -> None:
        """Answer a request, now or when its event is written."""
        target = request.target
        if target.startswith(PATH) and request.method in _READING:
            self._click(request, reply)
            return
        path = _origin_form(target).partition(b"?")[0]
        reading = request.method in _READING
        if path == b"/e":
            self.beacon(request, reply)
        elif path == b"/metrics" and reading and self._may_measure(request):
            reply.fill(self._report())
        elif path.startswith(PATH) and reading:  # a proxy sent it with scheme and host
            request.target = _origin_form(target)
            self._click(request, reply)
        elif path in (b"/", b"/healthz") or path.startswith(PATH):
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

    @property
    def links(self) -> Snapshot:
        """The links at hand."""
        return self._snapshots.current

    def reader_address(self, peer: bytes, forwarded: bytes) -> bytes:
        """The reader's address: the peer's own, or what trusted proxies say of it."""
        return self._proxies.reader(peer, forwarded)

    def count(self, event: Click) -> None:
        """Count a click for the metrics."""
        self._metrics.answers[event.outcome] += 1
        for flag in event.flags:
            self._metrics.flags[flag] += 1

    def count_plain(self, clicks: int) -> None:
        """Count clicks that were sent on and carry no flag."""
        self._metrics.answers[SENT] += clicks

    def _click(self, request: Request, reply: Reply) -> None:
        decision = decide(
            request.target, request.agent, request.cookie, request.purpose,
            request.method == b"HEAD", request.head,
            self.reader_address(request.peer, request.forwarded), self.links, self.keys,
            self.openings, now_ms(),
        )  # fmt: skip
        if isinstance(decision, tuple):
            event, head, body = decision
            self.count(event)
            reply.hold(head, body)
            self._log.append(encode(event), reply.release)
        else:
            self._metrics.answers[decision] += 1
            reply.fill(self._pages.get(decision, request.language))

    def beacon(self, request: Request, reply: Reply) -> None:
        """Answer what came to the beacons' address."""
        if request.method == b"OPTIONS":
            reply.fill(PREFLIGHT)
            return
        if request.method != b"POST":
            allow = "Allow: POST, OPTIONS\r\n"
            reply.fill(_problem(Reason.METHOD_NOT_ALLOWED, request.language, allow))
            return
        at_ms, agent = now_ms(), request.agent
        address = self.reader_address(request.peer, request.forwarded)
        try:
            verdict = self._beacons.judge(
                request.body, self.links,
                identify(request.cookie, address, agent, self.keys.reader, at_ms),
                judge(agent, request.purpose), at_ms,
            )  # fmt: skip
        except Malformed as malformed:
            self._metrics.answers[Reason.MALFORMED] += 1
            problem = Problem(Reason.MALFORMED, malformed.text(request.language))
            reply.fill(json_answer(HTTPStatus.BAD_REQUEST, problem))
            return
        self._count_beacon(verdict)
        answer = _batch_answer(verdict, request) if verdict.refused else NO_CONTENT
        reply.hold(answer.head, answer.body)
        if not verdict.events:
            reply.release()
        for event in verdict.events:
            last = event is verdict.events[-1]
            self._log.append(encode(event), reply.release if last else _go_on)

    def _count_beacon(self, verdict: Verdict) -> None:
        metrics = self._metrics
        metrics.answers["beacon"] += 1
        metrics.events["impression"] += verdict.impressions
        metrics.events["read"] += verdict.reads
        for one in verdict.refused:
            metrics.answers[one.reason] += 1

    def _may_measure(self, request: Request) -> bool:
        """Only who is named and asks directly: behind a proxy everybody has the proxy's address."""
        return request.direct and self._metrics_readers.hold(request.peer)

    def gauges(self) -> dict[str, float]:
        """How links and log stand, for the metrics."""
        head = self.links.head
        return {
            "snapshot_age_seconds": time.time() - head.made_ms / 1000,
            "snapshot_links": head.count,
            "snapshot_dropped": self.links.dropped,
            **self._log.lag(),
        }

    def _report(self) -> Answer:
        """The metrics of all workers whose logs lie beside ours, our own as they are now."""
        samples = read_samples(self._config.log_folder)
        samples[self._log.folder.name[:8]] = self._metrics.sample(self.gauges())
        return metrics_answer(metrics_text(samples))

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


def _batch_answer(verdict: Verdict, request: Request) -> Answer:
    language = request.language
    refused = [
        NotTaken(one.page, one.reason, SENTENCES[one.reason].text(language), one.place)
        for one in verdict.refused
    ]
    return json_answer(HTTPStatus.OK, Batch(verdict.impressions + verdict.reads, refused))


def _go_on() -> None:
    """One event of several is written: the answer waits for the last."""


def _problem(reason: Reason, language: str, headers: str = "", **facts: object) -> Answer:
    problem = Problem(reason, SENTENCES[reason].text(language, **facts))
    return json_answer(_STATUSES.get(reason, HTTPStatus.BAD_REQUEST), problem, headers)


def _origin_form(target: bytes) -> bytes:
    """Path and query of a request target, which a proxy may send with scheme and host."""
    if target.startswith(b"/"):
        return target
    _, mark, rest = target.partition(b"://")
    return b"/" + rest.partition(b"/")[2] if mark else target
