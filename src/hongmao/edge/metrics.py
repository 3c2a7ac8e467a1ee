"""What the edge counts of itself, and its Prometheus text.

Counters are plain integers of the event loop's thread. Each worker leaves a sample of them beside
its log once a second, so that whichever worker is asked can tell of all that share the machine.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

COMMIT_SECONDS = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0)
GROUP_EVENTS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096)
GAUGES = {
    "snapshot_age_seconds": "Since the snapshot was made.",
    "snapshot_links": "Links at hand.",
    "snapshot_dropped": "Links left out for their URLs.",
    "log_degraded": "1 while the disk does not take events.",
    "log_waiting_events": "Events that are not answered for yet.",
    "log_lag_seconds": "How long the group in hand has been on its way to the disk.",
    "log_held_events": "Events that wait in memory for the disk.",
    "log_lost_events_total": "Events that memory could not hold.",
    "log_segment": "Number of the segment being written.",
    "log_last_commit_timestamp_seconds": "Of the last group.",
}


class Histogram(msgspec.Struct):
    """Counts of values by upper bounds; one more for what is above the last."""

    bounds: tuple[float, ...]
    counts: list[int]
    total: float = 0.0

    @classmethod
    def of(cls, bounds: tuple[float, ...]) -> "Histogram":
        """An empty one."""
        return cls(bounds, [0] * (len(bounds) + 1))

    def add(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Sample(msgspec.Struct):
    """One worker's counters and gauges at a moment."""

    answers: dict[str, int]
    flags: dict[str, int]
    events: dict[str, int]
    commit_seconds: Histogram
    group_events: Histogram
    gauges: dict[str, float]


class Metrics:
    """One worker's counters."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.commit_seconds = Histogram.of(COMMIT_SECONDS)
        self.group_events = Histogram.of(GROUP_EVENTS)

    def sample(self, gauges: dict[str, float]) -> Sample:
        """The counters as they are now, with gauges by their names."""
        return Sample(
            self.answers, self.flags, self.events, self.commit_seconds, self.group_events, gauges
        )


def text(samples: Mapping[str, Sample]) -> bytes:
    """All samples in Prometheus' text format, each worker's with its log's name."""
    lines: list[str] = []
    for name, said, label, counts in (
        ("answers_total", "Answers by what they were.", "reason", _each(samples, "answers")),
        ("flags_total", "Clicks by traffic flag.", "reason", _each(samples, "flags")),
        ("beacons_total", "Taken of beacons.", "kind", _each(samples, "events")),
    ):
        lines += _top(name, said, "counter")
        lines += (
            f'hongmao_edge_{name}{{log="{log}",{label}="{value}"}} {count}'
            for log, found in counts
            for value, count in sorted(found.items())
        )
    lines += _top("commit_seconds", "Time from a group's start to its commit.", "histogram")
    for log, sample in samples.items():
        lines += _histogram("commit_seconds", log, sample.commit_seconds)
    lines += _top("group_events", "Events in a group.", "histogram")
    for log, sample in samples.items():
        lines += _histogram("group_events", log, sample.group_events)
    for name, said in GAUGES.items():
        lines += _top(name, said, "counter" if name.endswith("_total") else "gauge")
        lines += (
            f'hongmao_edge_{name}{{log="{log}"}} {sample.gauges.get(name, 0):.15g}'
            for log, sample in samples.items()
        )
    return ("\n".join(lines) + "\n").encode()


def _each(samples: Mapping[str, Sample], field: str) -> list[tuple[str, dict[str, int]]]:
    return [(log, getattr(sample, field)) for log, sample in samples.items()]


def _top(name: str, said: str, kind: str) -> Iterable[str]:
    return f"# HELP hongmao_edge_{name} {said}", f"# TYPE hongmao_edge_{name} {kind}"


def _histogram(name: str, log: str, histogram: Histogram) -> Iterator[str]:
    below = 0
    for bound, count in zip(histogram.bounds, histogram.counts, strict=False):
        below += count
        yield f'hongmao_edge_{name}_bucket{{log="{log}",le="{bound:g}"}} {below}'
    below += histogram.counts[-1]
    yield f'hongmao_edge_{name}_bucket{{log="{log}",le="+Inf"}} {below}'
    yield f'hongmao_edge_{name}_sum{{log="{log}"}} {histogram.total:g}'
    yield f'hongmao_edge_{name}_count{{log="{log}"}} {below}'
