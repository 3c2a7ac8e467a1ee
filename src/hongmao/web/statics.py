"""The pages' own files: named by their hash, packed, and kept by browsers for good."""

import fcntl
from hashlib import blake2b
from pathlib import Path

from django.conf import settings as django_settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

UNUSED = ["htmax*", "htmx-4*", "htmx-2.js", "account", "mfa"]
"""What comes with libraries and no page loads."""
MADE = ".made"


class Statics(CompressedManifestStaticFilesStorage):
    """Names with hashes, as far as they were collected; what was not goes by its plain name."""

    def stored_name(self, name: str) -> str:
        """The name that pages link to."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name


def collect() -> None:
    """Put the files in the home folder, where that was not done since they changed.

    Those of earlier versions stay: a page that a browser still shows may ask for them. Processes
    that begin at once take turns.
    """
    root = Path(django_settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        digest, made = _digest(), root / MADE
        if not made.exists() or made.read_text() != digest:
            call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
            made.write_text(digest)


def _digest() -> str:
    """What is to be collected, by names, sizes and times."""
    found = blake2b(digest_size=16)
    for finder in get_finders():
        for name, storage in finder.list(UNUSED):
            stat = Path(storage.path(name)).stat()
            found.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return found.hexdigest()
