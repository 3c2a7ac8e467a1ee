"""`python -m bench [name …]`: run the benchmarks named, `agents` and `edge` where none is."""

import sys
from importlib import import_module

BENCHES = {
    "agents": "bench.agents.run",
    "edge": "bench.edge.run",
    "soak": "bench.edge.soak",
    "fuzz": "bench.fuzz.wire",
    "guided": "bench.fuzz.guided",
    "pull": "bench.pull.run",
    "matching": "bench.matching.run",
    "ledger": "bench.ledger.run",
    "settlement": "bench.settlement.run",
    "credit": "bench.credit.run",
    "markov": "bench.markov.run",
    "search": "bench.search.run",
    "truth": "bench.truth.run",
    "community": "bench.community.run",
}
"""Where each is; only those asked for are loaded, with the packages that they compare with."""
USUAL = ["agents", "edge"]


def main() -> int:
    """Run what was asked for; returns the worst exit status."""
    names = sys.argv[1:] or USUAL
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"There is no benchmark {unknown[0]!r}. Choose from: {', '.join(BENCHES)}.")
        return 2
    return max(import_module(BENCHES[name]).main() for name in names)


if __name__ == "__main__":
    sys.exit(main())
