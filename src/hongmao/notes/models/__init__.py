"""What notes keep."""

from hongmao.notes.models.note import Note, NoteState, Picture

__all__ = ["Note", "NoteState", "Picture"]
