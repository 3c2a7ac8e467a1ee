"""Videos: as they were sent, as notes show them, and as notes showed them before."""

from django.db import models

from hongmao.notes.models.note import Note, PictureBase
from hongmao.notes.models.revisions import NoteRevision
from hongmao.people.models import Person


class VideoBase(PictureBase):
    """A video's file `film` and its length; the picture is its poster, of the video's shape."""

    film = models.CharField(max_length=200, db_index=True)
    ms = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.film


class VideoUpload(VideoBase):
    """A video that somebody sent, written anew without what it said beside pictures and sound."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="video_uploads")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "film"], name="video_upload_once_a_person")
        ]


class Video(VideoBase):
    """The video of a note. `alt` says what it shows and says, for those who cannot see or hear."""

    note = models.OneToOneField(Note, on_delete=models.CASCADE, related_name="video")
    alt = models.CharField(max_length=400, blank=True)
    upload = models.ForeignKey(
        VideoUpload, null=True, on_delete=models.SET_NULL, related_name="videos"
    )


class RevisionVideo(VideoBase):
    """The video of a revision."""

    revision = models.OneToOneField(NoteRevision, on_delete=models.CASCADE, related_name="video")
    alt = models.CharField(max_length=400, blank=True)
