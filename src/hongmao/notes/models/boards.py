"""Boards, on which people collect notes."""

from django.db import models

from hongmao.notes.models.note import Note
from hongmao.people.models import Person


class Board(models.Model):
    """A person's board. The default one has no name, is private, and stays."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="boards")
    name = models.CharField(max_length=40, blank=True)
    public = models.BooleanField(default=False)
    notes = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="board_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_default(self) -> bool:
        """Whether notes go here when no board is named."""
        return not self.name


class Collect(models.Model):
    """A person keeps a note, once, on one of their boards."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="collects")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="collects")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="collects")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "note"], name="note_collect_once")]
        indexes = [models.Index(fields=["board", "-at", "-id"], name="collects_of_board")]

    def __str__(self) -> str:
        return f"{self.person_id} keeps {self.note_id}"
