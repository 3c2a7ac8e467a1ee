"""Every write of the pictures that people send."""

from pathlib import Path

from django.conf import settings as django_settings
from django.db import transaction

from hongmao.core.crops import ASPECTS
from hongmao.notes import pictures
from hongmao.notes.actions.files import forget_files, write_picture
from hongmao.notes.actions.notes import PictureFile
from hongmao.notes.models import Upload, VideoUpload
from hongmao.people.actions import record
from hongmao.people.models import Person


def keep_upload(person: Person, data: bytes) -> Upload:
    """Clean a picture, make its widths and keep them; the same picture again is kept once.

    Raises the `Refusal`s of `notes.pictures.clean`; nothing was written then.
    """
    values = django_settings.HONGMAO
    image = pictures.clean(data, values.picture_bytes, values.picture_pixels)
    made = write_picture(pictures.render(image))
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
    return write_picture(pictures.render(pictures.open_own(data), aspect, focus))


def forget_uploads(person: Person) -> None:
    """Forget what a person sent and neither a draft nor a note of theirs uses, files too.

    To be called within a database transaction; files go after it.
    """
    unused = Upload.objects.filter(person=person, drafted__isnull=True, pictures__isnull=True)
    files = list(unused.values_list("file", flat=True))
    unused.delete()
    films = VideoUpload.objects.filter(person=person, drafted__isnull=True, videos__isnull=True)
    for pair in films.values_list("film", "file"):
        files += pair
    films.delete()
    forget_files(files)
