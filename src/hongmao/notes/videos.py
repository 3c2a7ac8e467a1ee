"""Videos that people send: checked and written anew by a process of its own, `notes.remux`."""

import os
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec

from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.remux import Refused, Remade

PATIENCE_S: Final = 120
"""How long one video may take."""


@cache
def is_ready() -> bool:
    """Whether this installation can take videos: it has the extra `video`."""
    return find_spec("av") is not None


def remake(source: Path, folder: Path, most_seconds: int, most_bytes: int) -> Remade:
    """Have a video written anew into the folder; see `remux`.

    Raises its `Refusal`s, and VIDEO_TOO_LARGE, VIDEO_NOT_TAKEN.
    """
    if not is_ready():
        raise Refusal(Reason.VIDEO_NOT_TAKEN)
    if source.stat().st_size > most_bytes:
        raise Refusal(Reason.VIDEO_TOO_LARGE, limit=most_bytes >> 20)
    limits = (str(most_seconds), str(most_bytes))
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hongmao.notes.remux", str(source), str(folder), *limits],
            capture_output=True,
            check=True,
            timeout=PATIENCE_S,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": paths},
        )
        said = msgspec.json.decode(done.stdout, type=dict[str, msgspec.Raw])
        if "reason" in said:
            refused = msgspec.json.decode(done.stdout, type=Refused)
            raise Refusal(Reason(refused.reason), **refused.facts)
        return msgspec.json.decode(done.stdout, type=Remade)
    except (subprocess.SubprocessError, msgspec.MsgspecError):  # it crashed, or took too long
        raise Refusal(Reason.VIDEO_BROKEN) from None
