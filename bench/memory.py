"""The memory that a contestant took."""

from pathlib import Path


def most_memory() -> int:
    """Bytes this program had in memory at its most; `getrusage` would count its parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
