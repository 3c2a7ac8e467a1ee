"""Where uploads lie within the media folder, and how they are forgotten."""

import shutil
from collections.abc import Iterable
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from django.conf import settings as django_settings
from django.db import transaction

from hongmao.notes import pictures
from hongmao.notes.actions.notes import PictureFile
from hongmao.notes.models import (
    Picture,
    RevisionPicture,
    RevisionVideo,
    Upload,
    Video,
    VideoUpload,
)

FOLDER, FILMS = "pictures", "videos"
"""Folders of uploads alone: nothing else lies there."""


def write_picture(made: pictures.Rendering) -> PictureFile:
    """Put a picture's files in a folder named by their hash, all or none of them."""
    widest = f"{made.widths[-1]}.webp"
    digest = blake2b(made.files[widest], digest_size=16).hexdigest()
    place = PurePosixPath(FOLDER, digest[:2], digest)
    folder = Path(django_settings.MEDIA_ROOT) / place
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(mkdtemp(dir=folder.parent))
        for name, data in made.files.items():
            (fresh / name).write_bytes(data)
        fresh.chmod(0o755)
        try:
            fresh.rename(folder)
        except OSError:  # somebody else put the same picture there
            shutil.rmtree(fresh)
    return PictureFile(
        str(place / widest), made.width, made.height, made.colour, widths=made.widths
    )


def forget_files(files: Iterable[str]) -> None:
    """Delete files that nothing shows any more, pictures or films, after the transaction."""
    for file in set(files):
        if PurePosixPath(file).parts[0] in (FOLDER, FILMS):
            transaction.on_commit(partial(_forget, file))


def _forget(file: str) -> None:
    films = (VideoUpload, Video, RevisionVideo)
    path = Path(django_settings.MEDIA_ROOT) / file
    if PurePosixPath(file).parts[0] == FILMS:
        if not any(table.objects.filter(film=file).exists() for table in films):
            path.unlink(missing_ok=True)
        return
    tables = (Upload, Picture, RevisionPicture, *films)
    if not any(table.objects.filter(file=file).exists() for table in tables):
        shutil.rmtree(path.parent, ignore_errors=True)
