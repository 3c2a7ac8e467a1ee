"""What readers do with notes, and the counts that follow from it.

Each count changes in the database transaction of the row that it counts.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hongmao.notes.models.note import Note
from hongmao.people.models import Person


class Like(models.Model):
    """A person likes a note, once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="likes")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="likes")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "note"], name="like_once")]

    def __str__(self) -> str:
        return f"{self.person_id} likes {self.note_id}"


class Follow(models.Model):
    """A person follows a creator, once, and never themselves."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="following")
    creator = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="followers")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "creator"], name="follow_once"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("creator")), name="follow_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.creator_id}"


class NoteStats(models.Model):
    """What readers made of a note.

    `interactions` are likes, collects and first comments of others than its creator; `reads` come
    from the log; `standing` orders notes by quality and freshness: see `core.ranking`.
    """

    note = models.OneToOneField(
        Note, on_delete=models.CASCADE, primary_key=True, related_name="stats"
    )
    likes = models.PositiveIntegerField(default=0)
    collects = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    interactions = models.PositiveIntegerField(default=0)
    reads = models.PositiveIntegerField(default=0)
    standing = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["-standing", "-note"], name="stats_by_standing")]

    def __str__(self) -> str:
        return f"stats of note {self.note_id}"


class CreatorStats(models.Model):
    """What a creator has: public notes, followers, likes; and when they last published."""

    creator = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="stats"
    )
    notes = models.PositiveIntegerField(default=0)
    followers = models.PositiveIntegerField(default=0)
    likes = models.PositiveIntegerField(default=0)
    latest_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"stats of creator {self.creator_id}"


class Topic(models.Model):
    """A topic by its name, and how many public notes are about it."""

    name = models.CharField(max_length=40, unique=True)
    name_en = models.CharField(max_length=60, blank=True)
    notes = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-notes", "name"], name="topics_by_notes")]

    def __str__(self) -> str:
        return self.name


class NoteTopic(models.Model):
    """A note is about a topic; its time stands here too so that a topic reads newest first."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="note_topics")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="note_topics")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "topic"], name="note_topic_once")]
        indexes = [
            models.Index(fields=["topic", "-published_at", "-note"], name="notes_of_topic_by_time")
        ]

    def __str__(self) -> str:
        return f"note {self.note_id} about {self.topic_id}"


class TasteKind(models.TextChoices):
    """What a taste is for."""

    TOPIC = "topic", _("Topic")
    CREATOR = "creator", _("Creator")


class Taste(models.Model):
    """How often a person liked, collected or commented on a topic (its name) or creator (its id).

    It is all that is kept of a reader's interests, and goes with what it counts.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tastes")
    kind = models.CharField(max_length=8, choices=TasteKind)
    key = models.CharField(max_length=40)
    weight = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="taste_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=TasteKind.values), name="taste_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["person", "kind", "-weight"], name="tastes_by_weight")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.key}"
