"""Writes the tables of docs/truth.md and prints them."""

import os
import platform
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.truth.beside import outcomes_beside
from bench.truth.contest import CALIBRATED, LIBRARIES, Outcome, contest
from bench.truth.world import Size

RUNS = int(os.environ.get("HONGMAO_TRUTH_RUNS", "400"))
BESIDE = int(os.environ.get("HONGMAO_TRUTH_LIBRARIES", "40"))
PROCESSES = int(os.environ.get("HONGMAO_TRUTH_PROCESSES", "2"))
COVER = (0.93, 0.97)
PAGE = Path(__file__).parents[2] / "docs" / "truth.md"
MARKS = ("<!-- truth: written by python -m bench truth -->", "<!-- end -->")


def main() -> int:
    """Run every world; 1 where calibrated credit does not win or intervals do not cover.

    `HONGMAO_TRUTH_RUNS` (400) worlds, in the first `HONGMAO_TRUTH_LIBRARIES` (40) of which the
    libraries of the group `attribution` run beside; 2 where they are not installed.
    """
    try:
        versions = [f"{name} {version(name)}" for name in LIBRARIES] if BESIDE else []
    except PackageNotFoundError as missing:
        print(f"Install what to compare with: uv pip install --group attribution ({missing})")
        return 2
    found = outcomes_beside(BESIDE, PROCESSES)
    beside = list(found.values())
    if len(beside) < BESIDE:
        print(f"A library failed in {BESIDE - len(beside)} of {BESIDE} worlds.")
    others = [seed for seed in range(RUNS) if seed not in found]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        alone = pool.map(partial(contest, libraries=False), others, chunksize=4)
        outcomes = [*beside, *alone]
    text = report(outcomes, beside, versions)
    print(text)
    start, end = (re.escape(mark) for mark in MARKS)
    whole = f"{MARKS[0]}\n{text}\n{MARKS[1]}"
    page = re.sub(f"{start}.*{end}", lambda _: whole, PAGE.read_text(), flags=re.DOTALL)
    PAGE.write_text(page)
    return 0 if kept(outcomes, beside) else 1


def kept(outcomes: list[Outcome], beside: list[Outcome]) -> bool:
    """Whether every calibrated model beats all others by note, in all worlds and in those of the
    libraries, and intervals cover 93 to 97 %."""
    covered = [np.mean([one.covered[kind] for one in outcomes]) for kind in outcomes[0].covered]
    return all(beaten(some) for some in (outcomes, beside) if some) and all(
        COVER[0] <= part <= COVER[1] for part in covered
    )


def beaten(outcomes: list[Outcome]) -> bool:
    """Whether the worst calibrated model errs less than the best of the others."""
    ours = {f"calibrated {model}" for model in CALIBRATED}
    common = set.intersection(*(set(one.errors) for one in outcomes))
    means = {name: mean(outcomes, name)[0] for name in common}
    return max(means[name] for name in ours) < min(means[name] for name in common - ours)


def mean(outcomes: list[Outcome], name: str) -> tuple[float, float]:
    """A model's errors over worlds."""
    by_note, by_campaign = np.mean([one.errors[name] for one in outcomes], axis=0)
    return float(by_note), float(by_campaign)


def report(outcomes: list[Outcome], beside: list[Outcome], versions: list[str]) -> str:
    """The tables in Markdown."""
    size = Size()
    added, bought = (np.mean([getattr(o, name) for o in outcomes]) for name in ("added", "bought"))
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d} · {len(outcomes)} worlds, the libraries in "
        f"{len(beside)} of them ({', '.join(versions) or 'none'}) · "
        f"Python {platform.python_version()}",
        "",
        f"Each world: {size.readers:,} readers, {size.campaigns} campaigns of {size.notes_each} "
        f"notes, {size.held_out:.0%} held out of each campaign; {added:,.0f} of the {bought:,.0f} "
        "orders of readers shown a note were added by it.",
        "",
        "Orders credited wrongly, for 100 truly added; and orders credited for each truly added, "
        "over the third of notes that is most of a kind:",
        "",
    ]
    kinds = list(outcomes[0].groups["linear"])
    lines += [
        f"| | wrong, by note | wrong, by campaign | {' | '.join(kinds)} |",
        f"|---|{'--:|' * (2 + len(kinds))}",
    ]
    ran_in = dict.fromkeys(sorted(outcomes[0].errors), outcomes)
    ran_in |= dict.fromkeys(LIBRARIES if beside else (), beside)
    for name in sorted(ran_in, key=lambda one: -mean(ran_in[one], one)[0]):
        by_note, by_campaign = mean(ran_in[name], name)
        ran = [one.groups[name] for one in ran_in[name]]
        cells = (f"{np.mean([one[kind] for one in ran]):.2f}" for kind in kinds)
        shown = f"**{name}**" if name.startswith("calibrated") else name
        lines.append(f"| {shown} | {by_note:.0%} | {by_campaign:.0%} | {' | '.join(cells)} |")
    lines += ["", "How many 95 % intervals of calibrated credit hold the truth:", ""]
    lines += ["| of a | hold it | intervals |", "|---|--:|--:|"]
    many = {"note": size.notes, "creator": size.creators, "campaign": size.campaigns}
    for kind in outcomes[0].covered:
        part = np.mean([one.covered[kind] for one in outcomes])
        lines.append(f"| {kind} | {part:.1%} | about {many[kind] * len(outcomes):,} |")
    return "\n".join(lines).replace("100%", "100 %").replace("%", " %").replace("  %", " %")


if __name__ == "__main__":
    sys.exit(main())
