"""What notes keep."""

from hongmao.notes.models.note import Note, NoteState, Picture, PictureBase
from hongmao.notes.models.revisions import Mention, NoteRevision, RevisionPicture
from hongmao.notes.models.uploads import Draft, DraftPicture, Upload

__all__ = [
    "Draft",
    "DraftPicture",
    "Mention",
    "Note",
    "NoteRevision",
    "NoteState",
    "Picture",
    "PictureBase",
    "RevisionPicture",
    "Upload",
]
