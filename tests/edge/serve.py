"""Runs one edge for the tests: its configuration as JSON in the first argument."""

import json
import logging
import sys
from pathlib import Path

from hongmao.edge.app import run
from hongmao.edge.config import EdgeConfig


def main() -> int:
    """Print the address once listening."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    fields = json.loads(sys.argv[1])
    fields["log_folder"] = Path(fields["log_folder"])
    fields["snapshot_file"] = Path(fields["snapshot_file"])
    return run(EdgeConfig(**fields), ready=lambda address: print(address, flush=True))


if __name__ == "__main__":
    sys.exit(main())
