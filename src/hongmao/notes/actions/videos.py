"""Every write of videos' files: they lie in the media folder by the hash of what they hold."""

from hashlib import file_digest
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.conf import settings as django_settings
from django.db import transaction

from hongmao.notes import pictures, videos
from hongmao.notes.actions.files import FILMS, write_picture
from hongmao.notes.models import VideoUpload
from hongmao.people.actions import record
from hongmao.people.models import Person


def keep_video(person: Person, source: Path) -> VideoUpload:
    """Check a video, write it anew with a poster, and keep both; the same one again is kept once.

    Raises the `Refusal`s of `notes.videos.remake`; nothing was written then.
    """
    values = django_settings.HONGMAO
    root = Path(django_settings.MEDIA_ROOT)
    (root / FILMS).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=root / FILMS) as fresh:
        made = videos.remake(source, Path(fresh), values.video_seconds, values.video_bytes)
        data = (Path(fresh) / "poster.png").read_bytes()
        image = pictures.clean(data, len(data), values.picture_pixels)
        poster = write_picture(pictures.render(image))
        film = _place(Path(fresh) / "film", made.kind)
    with transaction.atomic():
        upload, is_new = VideoUpload.objects.get_or_create(
            person=person,
            film=film,
            defaults={
                "ms": made.ms,
                "file": poster.file,
                "widths": list(poster.widths),
                "width": poster.width,
                "height": poster.height,
                "colour": poster.colour,
            },
        )
        if is_new:
            record(person, "keep_video", f"video:{upload.pk}")
    return upload


def _place(fresh: Path, kind: str) -> str:
    with fresh.open("rb") as file:
        digest = file_digest(file, "blake2b").hexdigest()[:32]
    place = PurePosixPath(FILMS, digest[:2], f"{digest}.{kind}")
    target = Path(django_settings.MEDIA_ROOT) / place
    target.parent.mkdir(exist_ok=True)
    fresh.replace(target)
    return str(place)
