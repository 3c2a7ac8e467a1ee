"""What notes keep."""

from hongmao.notes.models.boards import Board, Collect
from hongmao.notes.models.comments import Comment
from hongmao.notes.models.note import Note, NoteState, Picture
from hongmao.notes.models.notices import Notice, NoticeKind
from hongmao.notes.models.reports import Report, ReportReason, ReportState
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

__all__ = [
    "Board",
    "Collect",
    "Comment",
    "CreatorStats",
    "Follow",
    "Like",
    "Note",
    "NoteState",
    "NoteStats",
    "NoteTopic",
    "Notice",
    "NoticeKind",
    "Picture",
    "Report",
    "ReportReason",
    "ReportState",
    "Taste",
    "TasteKind",
    "Topic",
]
