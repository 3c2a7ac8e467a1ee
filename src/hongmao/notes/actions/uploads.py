"""Every write of pictures' files: they lie in the media folder by the hash of what they show."""

import shutil
from collections.abc import Iterable
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from django.conf import settings as django_settings
from django.db import transaction

from hongmao.core.crops import ASPECTS
from hongmao.notes import pictures
from hongmao.notes.actions.notes import PictureFile
from hongmao.notes.models import Picture, RevisionPicture, Upload
from hongmao.people.actions import record
from hongmao.people.models import Person

FOLDER = "pictures"
"""Where uploads lie within the media folder; nothing else lies there."""


def keep_upload(person: Person, data: bytes) -> Upload:
    """Clean a picture, make its widths and keep them; the same picture again is kept once.

    Raises the `Refusal`s of `notes.pictures.clean`; nothing was written then.
    """
    values = django_settings.HONGMAO
    image = pictures.clean(data, values.picture_bytes, values.picture_pixels)
    made = _write(pictures.render(image))
    with transaction.atomic():
        upload, is_new = Upload.objects.get_or_create(
            person=person,
            file=made.file,
            defaults={
                "widths": list(made.widths),
                "width": made.width,
                "height": made.height,
                "colour": made.colour,
            },
        )
        if is_new:
            record(person, "keep_upload", f"upload:{upload.pk}")
    return upload


def crop_upload(upload: Upload, aspect: str, focus: str) -> PictureFile:
    """The file of an upload's crop, made where it is not there yet."""
    if aspect not in ASPECTS:
        return PictureFile(
            upload.file, upload.width, upload.height, upload.colour, widths=tuple(upload.widths)
        )
    data = (Path(django_settings.MEDIA_ROOT) / upload.file).read_bytes()
    return _write(pictures.render(pictures.open_own(data), aspect, focus))


def _write(made: pictures.Rendering) -> PictureFile:
    """Put the files in their folder, all or none of them."""
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


def forget_uploads(person: Person) -> None:
    """Forget what a person sent and neither a draft nor a note of theirs uses, files too.

    To be called within a database transaction; files go after it.
    """
    unused = Upload.objects.filter(person=person, drafted__isnull=True, pictures__isnull=True)
    files = list(unused.values_list("file", flat=True))
    unused.delete()
    forget_files(files)


def forget_files(files: Iterable[str]) -> None:
    """Delete the files of pictures that nothing shows any more, after the database transaction."""
    for file in set(files):
        if PurePosixPath(file).parts[0] == FOLDER:
            transaction.on_commit(partial(_forget, file))


def _forget(file: str) -> None:
    tables = (Upload, Picture, RevisionPicture)
    if not any(table.objects.filter(file=file).exists() for table in tables):
        shutil.rmtree((Path(django_settings.MEDIA_ROOT) / file).parent, ignore_errors=True)
