"""How much of a form is read at all."""

from typing import IO, Any

from django.conf import settings as django_settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

FIELDS_BYTES = 1 << 20
"""Room for what a form has beside its files."""


class Bounded(FileUploadHandler):
    """Refuses a form by its stated length, before any of it is read; takes no part after that."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803, as Django calls it
        content_length: int,
        *rest: Any,
    ) -> None:
        """Raise `RequestDataTooBig` where it is longer than a note's pictures and video may be."""
        values = django_settings.HONGMAO
        files = values.note_pictures * values.picture_bytes + values.video_bytes
        if content_length > files + FIELDS_BYTES:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand it on."""
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """The handlers below make the file."""
        return None
