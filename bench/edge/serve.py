"""An edge for the benchmark: its configuration as JSON in the first argument.

With a second argument, that many workers behind one socket; a worker is given `--fd` and `--tie`.
"""

import json
import logging
import socket
import sys
from pathlib import Path

from hongmao.edge.app import listen, run
from hongmao.edge.config import EdgeConfig
from hongmao.edge.fleet import Fleet


def main() -> int:
    """Serve, and print `ready` once listening."""
    logging.basicConfig(level=logging.ERROR)
    fields = json.loads(sys.argv[1])
    fields["log_folder"] = Path(fields["log_folder"])
    fields["snapshot_file"] = Path(fields["snapshot_file"])
    config = EdgeConfig(**fields)
    if "--fd" in sys.argv:
        held, tie = (socket.socket(fileno=int(sys.argv[place])) for place in (-3, -1))
        return run(config, None, held, tie)
    if len(sys.argv) > 2:
        command = [sys.executable, __file__, sys.argv[1]]
        return Fleet(command, listen(config.host, config.port), int(sys.argv[2])).run(lambda: None)
    return run(config, ready=lambda _: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main())
