"""Run the sandbox in a process of its own: `serve.py FOLDER KEY SECRET [HOST [PORT]]`."""

import sys
from pathlib import Path

from hongmao.sandbox.server import run

if __name__ == "__main__":
    folder, app_key, app_secret, *rest = sys.argv[1:]
    host = rest[0] if rest else "127.0.0.1"
    port = int(rest[1]) if len(rest) > 1 else 0
    sys.exit(run(host, port, app_key, app_secret, Path(folder), lambda url: print(url, flush=True)))
