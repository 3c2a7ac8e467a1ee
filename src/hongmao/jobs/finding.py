"""What a check of the audit found."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """What a check found: how many things it compared, how many wait for the worker, and what
    differs, a sentence each."""

    check: str
    counted: int
    waiting: int
    differences: tuple[str, ...]
