"""One edge for the benchmark: its configuration as JSON in the first argument."""

import json
import logging
import sys
from pathlib import Path

from hongmao.edge.app import run
from hongmao.edge.config import EdgeConfig


def main() -> int:
    """Serve, and print `ready` once listening."""
    logging.basicConfig(level=logging.ERROR)
    fields = json.loads(sys.argv[1])
    fields["log_folder"] = Path(fields["log_folder"])
    fields["snapshot_file"] = Path(fields["snapshot_file"])
    return run(EdgeConfig(**fields), ready=lambda _: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main())
