"""A coverage-guided fuzzer of the edge's connections, in process: `python -m bench guided`.

Every input goes to two edges, whole or cut where the fuzzer likes and nearly byte by byte; the
rules and what must agree are in `tests/edge/fuzzing.py`. `HONGMAO_FUZZ_RUNS` (1,000,000),
`HONGMAO_FUZZ_SEED` (1), `HONGMAO_FUZZ_CORPUS` (a folder that keeps what was found; none).
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.edge.fuzzing import CONTROL
from tests.edge.harness import ENDED, LIVE, PAUSED
from tests.edge.seeds import HEADERS, PIECES, shapes

RUNS = int(os.environ.get("HONGMAO_FUZZ_RUNS", "1000000"))
SEED = int(os.environ.get("HONGMAO_FUZZ_SEED", "1"))
MOST_BYTES = 4096
ONE_INPUT_SECONDS = 60
MEMORY_MB = 2048
MANNERS = (bytes(CONTROL), b"\x07\x00\x00\x05\x00\x20\x00\x60", b"\x0c\x3f" + bytes(CONTROL - 2))
"""How each seed is sent: whole; in pieces, the edge working meanwhile; many times, stuck."""
_TOLD = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)/(\S+)")
_DONE = re.compile(r"Done (\d+) runs")
_MISSING = "atheris is not installed: `uv pip install --group fuzz` gets it (Linux on x86-64 only)."


@dataclass
class Found:
    """What the fuzzer has come to."""

    tried: int = 0
    answers: int = 0
    events: int = 0
    held: int = 0
    edges: int = 0
    features: int = 0
    inputs: int = 0
    size: str = ""
    last: deque[str] = field(default_factory=lambda: deque(maxlen=60))

    def hear(self, line: str) -> None:
        """Take a line of the target's or of libFuzzer's."""
        if line.startswith("@ "):
            self.tried, self.answers, self.events, self.held = map(int, line.split()[1:])
        elif done := _DONE.match(line):
            self.tried = int(done[1])
        elif told := _TOLD.search(line):
            self.edges, self.features, self.inputs = (int(told[n]) for n in (1, 2, 3))
            self.size = told[4]
        else:
            self.last.append(line)


def main() -> int:
    """Fuzz; 1 where a rule was broken, 2 where the fuzzer is missing."""
    if importlib.util.find_spec("atheris") is None:
        print(_MISSING)
        return 2
    began = time.monotonic()
    found = Found()
    with tempfile.TemporaryDirectory(prefix="hongmao-guided-", dir=_memory()) as folder:
        status = _fuzz(Path(folder), found)
    if status:
        print("\n".join(found.last))
        print(f"A rule was broken, or the fuzzer itself failed, after {found.tried:,} executions.")
        return 1
    spent = time.monotonic() - began
    print(
        f"{found.tried:,} executions in {spent:,.0f} s, {found.tried / spent:,.0f}/s: no rule "
        "broken\n"
        f"{found.edges:,} edges and {found.features:,} features covered; corpus of {found.inputs:,}"
        f" inputs, {found.size}\n{found.answers:,} answers judged and {found.events:,} events "
        f"compared; a connection held {found.held:,} bytes at the most"
    )
    return 0


def _fuzz(home: Path, found: Found) -> int:
    corpus = os.environ.get("HONGMAO_FUZZ_CORPUS", "")
    if corpus:
        Path(corpus).mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [
            sys.executable, "-m", "bench.fuzz.target", f"-runs={RUNS}", f"-seed={SEED}",
            f"-max_len={MOST_BYTES}", f"-timeout={ONE_INPUT_SECONDS}",
            f"-rss_limit_mb={MEMORY_MB}", f"-dict={_write_words(home / 'words')}",
            f"-artifact_prefix={home}/", *([corpus] if corpus else []),
            _write_seeds(home / "seeds"),
        ],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "HONGMAO_FUZZ_HOME": str(home)},
    )  # fmt: skip
    shown = TextColumn("{task.fields[edges]:,} edges, corpus {task.fields[inputs]:,}")
    with Progress(BarColumn(), MofNCompleteColumn(), shown, TimeRemainingColumn()) as progress:
        bar = progress.add_task("", total=RUNS, edges=0, inputs=0)
        try:
            for line in process.stdout or ():
                found.hear(line.rstrip())
                progress.update(bar, completed=found.tried, edges=found.edges, inputs=found.inputs)
        finally:
            process.terminate()
            status = process.wait()
        progress.update(bar, completed=found.tried)
    return status


def _write_seeds(folder: Path) -> str:
    folder.mkdir()
    whole = [*shapes(LIVE), *shapes(PAUSED)[:4], *shapes(ENDED)[:2]]
    pairs = [a + b for a in whole[:3] for b in whole[:20]]
    for number, seed in enumerate(data + manner for data in whole + pairs for manner in MANNERS):
        (folder / str(number)).write_bytes(seed)
    return str(folder)


def _write_words(path: Path) -> str:
    path.write_text("".join(f'"{word}"\n' for word in _words()))
    return str(path)


def _words() -> Iterator[str]:
    """libFuzzer's dictionary: it cannot guess a header."""
    for word in (*HEADERS, *PIECES, LIVE.encode(), PAUSED.encode()):
        if 0 < len(word) <= 64:
            yield "".join(f"\\x{byte:02x}" for byte in word)


def _memory() -> str | None:
    """A folder in memory, where there is one."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else None


if __name__ == "__main__":
    sys.exit(main())
