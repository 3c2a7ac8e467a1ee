"""What the edge counts of itself, and its Prometheus text.

Counters are plain integers of the event loop's thread; the text is made when it is asked for.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

COMMIT_SECONDS = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0)
GROUP_EVENTS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096)


class Histogram:
    """Counts of values by upper bounds."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Metrics:
    """One worker's counters."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.commit_seconds = Histogram(COMMIT_SECONDS)
        self.group_events = Histogram(GROUP_EVENTS)

    def text(self, gauges: dict[str, tuple[str, float]]) -> bytes:
        """All of it in Prometheus' text format; `gauges` are help and value by name."""
        lines = [
            *_labelled("hongmao_edge_answers_total", "Answers by what they were.", self.answers),
            *_labelled("hongmao_edge_flags_total", "Clicks by traffic flag.", self.flags),
            *_labelled("hongmao_edge_beacons_total", "Taken of beacons.", self.events, "kind"),
            *_histogram(
                "hongmao_edge_commit_seconds", "Time from a group's start to its commit.",
                self.commit_seconds,
            ),
            *_histogram("hongmao_edge_group_events", "Events in a group.", self.group_events),
        ]  # fmt: skip
        for name, (said, value) in gauges.items():
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [*_top(f"hongmao_edge_{name}", said, kind), f"hongmao_edge_{name} {value:g}"]
        return ("\n".join(lines) + "\n").encode()


def _top(name: str, said: str, kind: str) -> Iterable[str]:
    return f"# HELP {name} {said}", f"# TYPE {name} {kind}"


def _labelled(name: str, said: str, counts: Counter[str], label: str = "reason") -> Iterator[str]:
    yield from _top(name, said, "counter")
    for value, count in sorted(counts.items()):
        yield f'{name}{{{label}="{value}"}} {count}'


def _histogram(name: str, said: str, histogram: Histogram) -> Iterator[str]:
    yield from _top(name, said, "histogram")
    below = 0
    for bound, count in zip(histogram.bounds, histogram.counts, strict=False):
        below += count
        yield f'{name}_bucket{{le="{bound:g}"}} {below}'
    below += histogram.counts[-1]
    yield f'{name}_bucket{{le="+Inf"}} {below}'
    yield f"{name}_sum {histogram.total:g}"
    yield f"{name}_count {below}"
