"""What the feed keeps of a note: its counts, its standing, its topics; and a reader's tastes.

All of it is written inside the database transaction of the deed that changes it.
"""

from datetime import datetime

from django.db.models import F, Q

from hongmao.core.ranking import standing
from hongmao.notes.models import CreatorStats, Note, NoteStats, NoteTopic, Taste, TasteKind, Topic
from hongmao.people.models import Person

LIKE, COLLECT, COMMENT = 1, 2, 1
"""How much each tells of a reader's taste."""
TOPIC_CHARACTERS = 40


def list_note(note: Note) -> None:
    """Put a public note where feeds find it; again whenever its topics change. Safe to repeat."""
    assert note.published_at is not None  # public notes have one: a constraint of the database
    _, is_new = NoteStats.objects.get_or_create(
        note=note, defaults={"standing": standing(note.published_at.timestamp(), 0, 0)}
    )
    _list_topics(note, note.published_at)
    if is_new:
        _count_note(note, 1)


def relist_note(note: Note) -> None:
    """Put a note back that `unlist_note` took away."""
    _count_note(note, 1)
    Topic.objects.filter(note_topics__note=note).update(notes=F("notes") + 1)


def unlist_note(note: Note) -> None:
    """Take a note that is no longer public out of its creator's and its topics' counts."""
    _count_note(note, -1)
    Topic.objects.filter(note_topics__note=note).update(notes=F("notes") - 1)


def _count_note(note: Note, change: int) -> None:
    stats = creator_stats(note.creator_id)
    stats.notes += change
    if change > 0 and note.published_at:
        stats.latest_at = max(stats.latest_at or note.published_at, note.published_at)
    stats.save()


def _list_topics(note: Note, at: datetime) -> None:
    english = [*note.topics_en, *[""] * len(note.topics)]
    wanted = {
        name[:TOPIC_CHARACTERS]: second
        for name, second in zip(note.topics, english, strict=False)
        if name
    }
    held = {row.topic.name: row for row in note.note_topics.select_related("topic")}
    for name in sorted(wanted.keys() - held.keys()):
        topic, _ = Topic.objects.get_or_create(name=name, defaults={"name_en": wanted[name]})
        NoteTopic.objects.create(note=note, topic=topic, published_at=at)
        Topic.objects.filter(pk=topic.pk).update(notes=F("notes") + 1)
    for name in sorted(held.keys() - wanted.keys()):
        held[name].delete()
        Topic.objects.filter(name=name).update(notes=F("notes") - 1)


def creator_stats(creator_id: int) -> CreatorStats:
    """A creator's counts, locked until the transaction ends."""
    CreatorStats.objects.get_or_create(creator_id=creator_id)
    return CreatorStats.objects.select_for_update().get(creator_id=creator_id)


def note_stats(note_id: int) -> NoteStats:
    """A note's counts, locked until the transaction ends; raises `NoteStats.DoesNotExist`."""
    return (
        NoteStats.objects.select_for_update(of=("self",))
        .select_related("note")
        .get(note_id=note_id)
    )


def keep(stats: NoteStats) -> None:
    """Save a note's counts, with the standing that follows from them."""
    published_at = stats.note.published_at
    assert published_at is not None  # only what was public has counts
    stats.standing = standing(published_at.timestamp(), stats.interactions, stats.reads)
    stats.save()


def learn_taste(person: Person, note: Note, change: int) -> None:
    """Add to (or, with a negative `change`, take from) a person's taste for a note's like."""
    if person.pk == note.creator_id:
        return
    keys = [(TasteKind.TOPIC, topic[:TOPIC_CHARACTERS]) for topic in note.topics]
    keys.append((TasteKind.CREATOR, str(note.creator_id)))
    chosen = Q()
    for kind, key in keys:
        chosen |= Q(kind=kind, key=key)
    if change > 0:
        Taste.objects.bulk_create(
            (Taste(person=person, kind=kind, key=key) for kind, key in sorted(set(keys))),
            ignore_conflicts=True,
        )
    rows = Taste.objects.filter(chosen, person=person)
    if change < 0:
        rows = rows.filter(weight__gte=-change)
    rows.update(weight=F("weight") + change)
