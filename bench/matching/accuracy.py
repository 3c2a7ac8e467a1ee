"""Precision and recall by grade against the hidden truth, as the number of rival clicks grows."""

import math
import tempfile
from pathlib import Path

import msgspec

from bench.matching.world import World, make_world
from hongmao.core.fitting import Lesson, is_stray, learn
from hongmao.core.matching import PAYING, Claim, Fit, Grade, Judgement
from hongmao.measure.matching import judge_all

RIVALS = (-1, 0, 1, 2, 5, 10, 20)
"""Below 0: the lease is not shared."""
SKEWS_MS = (500, 0, 3_700, -8_200, 12_000, -400, 25_000)
"""One for each row."""
CEILING_MS = 60_000
TEACHERS = 3_000
"""Orders whose lease one placement held, that the fit is learned from."""


class Row(msgspec.Struct, frozen=True):
    """What came of a world: by grade how many orders, and how many of them on the right placement.

    For `none`, right means that the order's click is not in the log. `logged` is how many orders
    have their click in the log, and `recalled` how many of those are paid to the right placement.
    """

    rivals: int
    skew_ms: int
    lesson: Lesson
    orders: int
    logged: int
    recalled: int
    counts: dict[Grade, int]
    right: dict[Grade, int]

    @property
    def paid(self) -> int:
        """Orders that money follows."""
        return sum(self.counts[grade] for grade in PAYING)

    @property
    def paid_right(self) -> int:
        """Those of them whose placement is the true one."""
        return sum(self.right[grade] for grade in PAYING)


def measure(orders: int, seed: int = 1, teachers: int = TEACHERS) -> list[Row]:
    """A row for each number of rivals; each learns its fit from as many `teachers`."""
    return [
        _measure(rivals, skew_ms, orders, teachers, seed + place)
        for place, (rivals, skew_ms) in enumerate(zip(RIVALS, SKEWS_MS, strict=True))
    ]


def _measure(rivals: int, skew_ms: int, orders: int, teachers: int, seed: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        taught, measured = Path(folder) / "taught", Path(folder) / "measured"
        lesson = _learn(make_world(taught, seed, teachers, -1, skew_ms), taught)
        world = make_world(measured, seed + 1_000, orders, rivals, skew_ms)
        judged = _judge(world.claims, world, measured, lesson.fit)
    counts, right, recalled = dict.fromkeys(Grade, 0), dict.fromkeys(Grade, 0), 0
    for order, verdict in judged.items():
        truth = world.truth[order]
        true = verdict.placement == truth.placement
        if verdict.grade is Grade.NONE:
            true = not truth.click_id
        counts[verdict.grade] += 1
        right[verdict.grade] += true
        recalled += true and verdict.grade in PAYING and bool(truth.click_id)
    logged = sum(bool(truth.click_id) for truth in world.truth.values())
    return Row(rivals, skew_ms, lesson, orders, logged, recalled, counts, right)


def _judge(claims: list[Claim], world: World, lake: Path, fit: Fit) -> dict[int, Judgement]:
    return judge_all([(claim, fit) for claim in claims], world.terms, lake)


def _learn(world: World, lake: Path) -> Lesson:
    """As the worker learns: first by the ceiling, then by what that taught."""
    claims = [msgspec.structs.replace(claim, click_id="") for claim in world.claims]
    lesson = learn((), 0, 0, CEILING_MS)
    for _ in range(2):
        judged = _judge(claims, world, lake, lesson.fit).values()
        skew_ms = lesson.fit.skew_ms
        lesson = learn(
            [one.distance_ms - skew_ms for one in judged if one.lone],
            len(judged),
            sum(is_stray(one) for one in judged),
            CEILING_MS,
        )
    return lesson


def table(rows: list[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| rival clicks | skew, s | learned skew, s | tolerance, s | exact | probable | ambiguous "
        "| none | exact + probable right | at least (95 %) | recall |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        fit = row.lesson.fit
        cells = [
            "lease not shared" if row.rivals < 0 else str(row.rivals),
            f"{row.skew_ms / 1000:+.1f}",
            f"{fit.skew_ms / 1000:+.1f}",
            f"{fit.tolerance_ms / 1000:.1f}",
            *(_share(row.counts[grade], row.right[grade]) for grade in Grade),
            f"{row.paid_right / row.paid:.2%}",
            f"{_least(row.paid_right, row.paid):.2%}",
            f"{row.recalled / row.logged:.1%}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _share(count: int, right: int) -> str:
    return f"{count:,} ({right / count:.1%})" if count else "0"


def _least(right: int, count: int, z: float = 1.96) -> float:
    """The lower end of Wilson's 95 % interval of a share."""
    share, square = right / count, z * z / count
    middle = share + square / 2
    half = z * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return (middle - half) / (1 + square)
