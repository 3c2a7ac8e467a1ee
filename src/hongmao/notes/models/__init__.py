"""What notes keep."""

from hongmao.notes.models.boards import Board, Collect
from hongmao.notes.models.comments import Comment
from hongmao.notes.models.note import Note, NoteState, Picture, PictureBase
from hongmao.notes.models.notices import Notice, NoticeKind
from hongmao.notes.models.reports import Report, ReportReason, ReportState
from hongmao.notes.models.revisions import Mention, NoteRevision, RevisionPicture
from hongmao.notes.models.social import (
    CreatorStats,
    Follow,
    Like,
    NoteStats,
    NoteTopic,
    Taste,
    TasteKind,
    Topic,
)
from hongmao.notes.models.uploads import Draft, DraftPicture, Upload
from hongmao.notes.models.videos import RevisionVideo, Video, VideoUpload

__all__ = [
    "Board",
    "Collect",
    "Comment",
    "CreatorStats",
    "Draft",
    "DraftPicture",
    "Follow",
    "Like",
    "Mention",
    "Note",
    "NoteRevision",
    "NoteState",
    "NoteStats",
    "NoteTopic",
    "Notice",
    "NoticeKind",
    "Picture",
    "PictureBase",
    "Report",
    "ReportReason",
    "ReportState",
    "RevisionPicture",
    "RevisionVideo",
    "Taste",
    "TasteKind",
    "Topic",
    "Upload",
    "Video",
    "VideoUpload",
]
