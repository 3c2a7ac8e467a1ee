"""Counts are exact whatever is done, in whatever order and however often."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.ranking import standing
from hongmao.core.reasons import Reason
from hongmao.notes.actions.boards import collect, uncollect
from hongmao.notes.actions.comments import MOST, comment, delete_comment
from hongmao.notes.actions.notes import remove_note
from hongmao.notes.actions.reads import count_reads
from hongmao.notes.actions.social import follow, like, unfollow, unlike
from hongmao.notes.actions.stats import list_note
from hongmao.notes.models import (
    Board,
    Collect,
    Comment,
    CreatorStats,
    Follow,
    Like,
    Note,
    NoteStats,
    Notice,
    NoticeKind,
    Taste,
    Topic,
)
from hongmao.people.models import Person, Role
from tests.factories import examples, make_note, make_person, reason_of, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

DEEDS = (
    "like",
    "unlike",
    "collect",
    "uncollect",
    "follow",
    "unfollow",
    "comment",
    "delete",
    "read",
)


VERBS: dict[str, Callable[[Person, int], object]] = {
    "like": like,
    "unlike": unlike,
    "collect": collect,
    "uncollect": uncollect,
}


@pytest.fixture
def people() -> list[Person]:
    """Two readers, and the creator of the note last."""
    return [make_person(), make_person(), make_person(Role.CREATOR)]


def act(who: Person, note: Note, deed: str) -> None:
    """One deed of a person."""
    if deed == "comment":
        if who.comments.count() < MOST:
            comment(who, note.pk, "words")
    elif deed == "delete":
        mine = Comment.objects.filter(author=who, deleted_at=None).first()
        if mine:
            delete_comment(who, mine.pk)
    elif deed in {"follow", "unfollow"}:
        verb = follow if deed == "follow" else unfollow
        if who.pk != note.creator_id:
            verb(who, note.creator.username)
    elif deed == "read":
        count_reads({note.pk: 7})
    else:
        VERBS[deed](who, note.pk)


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(DEEDS)), max_size=25))
@examples(40)
def test_counts_are_those_of_the_rows(people: list[Person], deeds: list[tuple[int, str]]) -> None:
    with undone():
        note = make_note(people[-1], topics=("茶",))
        for number, deed in deeds:
            act(people[number], note, deed)
        stats = NoteStats.objects.get(note=note)
        alive = Comment.objects.filter(note=note, deleted_at=None)
        assert stats.likes == Like.objects.filter(note=note).count()
        assert stats.collects == Collect.objects.filter(note=note).count()
        assert stats.comments == alive.count()
        others = people[:-1]
        heard = set(alive.filter(author__in=others).values_list("author", flat=True))
        liked = Like.objects.filter(note=note, person__in=others)
        kept = Collect.objects.filter(note=note, person__in=others)
        assert stats.interactions == liked.count() + kept.count() + len(heard)
        published_s = note.published_at.timestamp()  # type: ignore[union-attr]
        assert stats.standing == standing(published_s, stats.interactions, stats.reads)
        creator = CreatorStats.objects.get(creator=people[-1])
        assert creator.followers == Follow.objects.filter(creator=people[-1]).count()
        assert creator.likes == stats.likes
        for board in Board.objects.all():
            assert board.notes == board.collects.count()
        for one in others:
            weight = (
                liked.filter(person=one).count()
                + 2 * kept.filter(person=one).count()
                + (one.pk in heard)
            )
            tastes = Taste.objects.filter(person=one)
            assert all(taste.weight == weight for taste in tastes)
            assert weight == 0 or tastes.count() == 2
        assert not Taste.objects.filter(person=people[-1]).exists()


def test_removed_notes_count_nowhere_and_take_nothing_in() -> None:
    note, reader = make_note(topics=("茶",)), make_person()
    remove_note(make_person(Role.OPERATOR), note.pk)
    remove_note(make_person(Role.OPERATOR), note.pk)
    assert CreatorStats.objects.get(creator=note.creator).notes == 0
    assert Topic.objects.get(name="茶").notes == 0
    for deed in (like, collect):
        assert reason_of(lambda deed=deed: deed(reader, note.pk)) == Reason.NOTE_GONE  # type: ignore[misc]
    assert reason_of(lambda: comment(reader, note.pk, "x")) == Reason.NOTE_GONE


def test_topics_follow_the_note() -> None:
    note = make_note(topics=("茶", "早晨"), topics_en=("Tea", "Mornings"))
    note.topics, note.topics_en = ["茶", "狗"], []
    note.save()
    list_note(note)
    list_note(note)
    assert Counter({t.name: t.notes for t in Topic.objects.all()}) == {"茶": 1, "早晨": 0, "狗": 1}
    assert CreatorStats.objects.get(creator=note.creator).notes == 1


def test_too_many_comments_wait() -> None:
    note, reader = make_note(), make_person()
    for _ in range(MOST):
        comment(reader, note.pk, "x")
    assert reason_of(lambda: comment(reader, note.pk, "x")) == Reason.COMMENTS_TOO_MANY


def test_a_reply_to_a_reply_joins_the_thread() -> None:
    note, reader = make_note(), make_person()
    root = comment(reader, note.pk, "root")
    reply = comment(note.creator, note.pk, "reply", root.pk)
    below = comment(reader, note.pk, "below", reply.pk)
    assert (below.parent_id, below.answers) == (root.pk, note.creator)
    delete_comment(reader, root.pk)
    assert reason_of(lambda: comment(reader, note.pk, "x", root.pk)) == Reason.COMMENT_GONE
    other = make_note()
    assert reason_of(lambda: comment(reader, other.pk, "x", reply.pk)) == Reason.COMMENT_GONE


def test_whom_a_comment_names_is_told_though_no_space_follows() -> None:
    note, friend = make_note(), make_person()
    comment(make_person(), note.pk, f"谢谢@{friend.username}推荐！")
    [told] = Notice.objects.filter(person=friend)
    assert told.kind == NoticeKind.MENTIONED
