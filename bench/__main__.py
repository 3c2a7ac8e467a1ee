"""`python -m bench [name …]`: run the benchmarks named, `agents` and `edge` where none is."""

import sys
from collections.abc import Callable

from bench.agents.run import main as agents
from bench.edge.run import main as edge
from bench.edge.soak import main as soak
from bench.fuzz.guided import main as guided
from bench.fuzz.wire import main as fuzz
from bench.ledger.run import main as ledger
from bench.markov.run import main as markov
from bench.matching.run import main as matching
from bench.pull.run import main as pull
from bench.settlement.run import main as settlement

BENCHES: dict[str, Callable[[], int]] = {
    "agents": agents,
    "edge": edge,
    "soak": soak,
    "fuzz": fuzz,
    "guided": guided,
    "pull": pull,
    "matching": matching,
    "ledger": ledger,
    "settlement": settlement,
    "markov": markov,
}
USUAL = ["agents", "edge"]


def main() -> int:
    """Run what was asked for; returns the worst exit status."""
    names = sys.argv[1:] or USUAL
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"There is no benchmark {unknown[0]!r}. Choose from: {', '.join(BENCHES)}.")
        return 2
    return max(BENCHES[name]() for name in names)


if __name__ == "__main__":
    sys.exit(main())
