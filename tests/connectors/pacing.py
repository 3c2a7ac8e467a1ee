"""Calls at a shared pace from a process of its own: `pacing.py FILE RATE CALLS`.

Prints the moment of each call, by the machine's monotonic clock, as it is made.
"""

import sys
import time
from pathlib import Path

from hongmao.connectors.pace import Pace

if __name__ == "__main__":
    file, rate, calls = sys.argv[1:]
    pace = Pace(float(rate), file=Path(file))
    for _ in range(int(calls)):
        pace.wait()
        print(time.monotonic(), flush=True)
