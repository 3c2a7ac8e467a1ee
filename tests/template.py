"""A migrated database, made once: homes of tests begin with a copy of it.

Migrating from nothing takes seconds of processor, and some thirty homes would do it. The template
is kept among temporary files under a name that every migration's text decides, so it is never old.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.environment import ROOT, environment


def migrate() -> None:
    """Migrate the database of this process; on SQLite, one that is not there begins as a copy."""
    if connection.vendor != "sqlite" or not copy_to(Path(connection.settings_dict["NAME"])):
        call_command("migrate", verbosity=0)


def begin(home: Path) -> None:
    """Give a home a migrated SQLite database, where it has none."""
    home.mkdir(parents=True, exist_ok=True)
    copy_to(home / "hongmao.sqlite3")


def copy_to(file: Path) -> bool:
    """Copy the template to a file that is not there yet; whether it was not."""
    if file.exists():
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(_template(), file)
    return True


def _template() -> Path:
    """The template; whoever comes first makes it."""
    found = Path(tempfile.gettempdir()) / f"hongmao-template-{os.getuid()}-{_digest()}.sqlite3"
    with found.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            with tempfile.TemporaryDirectory(prefix="hongmao-template-") as home:
                command = [sys.executable, "-m", "hongmao", "migrate"]
                ours = environment(Path(home), SECRET="x" * 32)
                subprocess.run(command, env=ours, cwd=ROOT, check=True, capture_output=True)
                made = Path(home) / "whole.sqlite3"
                with closing(sqlite3.connect(Path(home) / "hongmao.sqlite3")) as database:
                    database.execute("VACUUM INTO ?", [str(made)])
                shutil.copy(made, found.with_suffix(".part"))
                found.with_suffix(".part").replace(found)
    return found


def _digest() -> str:
    """What tells these migrations from any others."""
    seen = hashlib.sha256("\0".join(map(version, ("django", "django-allauth"))).encode())
    for path in sorted((ROOT / "src" / "hongmao").glob("*/migrations/*.py")):
        seen.update(path.read_bytes())
    return seen.hexdigest()[:16]
