"""What the index keeps beside its words, which each database keeps in a form of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A note as it was indexed. It has no foreign key: the index is never in a note's way.

    `published_s` is epoch seconds, `quality` 0 to 100; `digest` is of all that it was made from and
    of the rules that made it; `terms` are its words, topics and creator, as counted in `Term`, and
    written by `entries.write_terms`.
    """

    note_id = models.BigIntegerField(primary_key=True)
    creator_id = models.BigIntegerField(db_index=True)
    published_s = models.BigIntegerField()
    quality = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=32)
    terms = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"note:{self.note_id}"


class TermKind(models.TextChoices):
    """What a term is in a note."""

    NOTE = "note", _("Note")
    WORD = "word", _("Word")
    TOPIC = "topic", _("Topic")
    CREATOR = "creator", _("Creator")


BEGINNING = ["varchar_pattern_ops", "varchar_pattern_ops"]


class Term(models.Model):
    """How many notes have a term; the one of kind `note` counts the notes themselves.

    `key` is a word's token, and any other text folded: what it is looked up by. `sound` is its
    pinyin, for words and topics in Chinese.
    """

    kind = models.CharField(max_length=8, choices=TermKind)
    text = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    sound = models.CharField(max_length=120, blank=True)
    count = models.IntegerField()

    class Meta:
        # Found by their beginnings as well, for which PostgreSQL needs operators of its own.
        indexes = [
            models.Index(fields=["kind", name], name=f"search_term_{name}", opclasses=BEGINNING)
            for name in ("text", "key", "sound")
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "text"], name="search_term_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=TermKind.values), name="search_term_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.text}"


class Asker(models.Model):
    """That somebody asked something on a day: both as hashes that no other day has."""

    day = models.DateField()
    question = models.CharField(max_length=16)
    reader = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "question", "reader"], name="asker_once_a_day")
        ]
        indexes = [models.Index(fields=["day", "reader"], name="asker_of_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.question}"


class Popular(models.Model):
    """A question that enough readers asked on a day; `sound` is its pinyin."""

    day = models.DateField()
    text = models.CharField(max_length=80)
    sound = models.CharField(max_length=120, blank=True)
    readers = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="popular_once_a_day")]

    def __str__(self) -> str:
        return f"{self.text}: {self.readers}"


class Reached(models.Model):
    """How far the index has followed the audit trail, and by which rules it is made: one row."""

    audit_id = models.BigIntegerField(default=0)
    rules = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"audit:{self.audit_id}"


class Synonyms(models.Model):
    """Words that mean the same, by commas, as an operator wrote them; beside the shipped ones."""

    words = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.words
