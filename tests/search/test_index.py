"""The index follows the notes: written, changed, removed; exact, and verifiably so."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from hongmao.jobs.index import Indexer
from hongmao.notes.models import Note, NoteState
from hongmao.people.actions import record
from hongmao.people.models import Person, Role
from hongmao.search import actions
from hongmao.search.asking import Filters, ask, find, number
from hongmao.search.backends import backend
from hongmao.search.checks import verify
from hongmao.search.entries import make_entry, read_terms, write_terms
from hongmao.search.models import Document, Reached, Term
from hongmao.search.suggesting import suggest
from tests.factories import examples, make_note, make_person, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ANY = Filters()


def found(text: str, filters: Filters = ANY) -> list[int]:
    """The notes that answer, in order of their ids."""
    at = timezone.now()
    return sorted(hit.note_id for hit in find(ask(text, filters, at), filters, at, 0, 50))


def change(note: Note, **changes: object) -> None:
    """What an action does to a note: the change and its audit row."""
    Note.objects.filter(pk=note.pk).update(**changes)
    record(note.creator, "edit_note", f"note:{note.pk}")


def test_a_note_is_found_once_it_is_written_changed_and_no_more_once_removed() -> None:
    indexer = Indexer()
    note = make_note(title="阳台种菜", body="番茄看天")
    assert found("番茄") == []
    assert indexer.follow() == 0  # made anew, which has the note already
    assert found("番茄") == [note.pk]
    change(note, body="辣椒吃不完")
    assert indexer.follow() == 1
    assert (found("番茄"), found("辣椒")) == ([], [note.pk])
    change(note, state=NoteState.REMOVED)
    assert indexer.follow() == 1
    assert found("辣椒") == []
    assert not Document.objects.exists()
    assert list(verify()) == []


def test_following_twice_changes_nothing() -> None:
    make_note(title="一壶茶")
    Indexer().follow()
    make_note(title="二壶茶")
    assert Indexer().follow() == 1
    assert Indexer().follow() == 0
    assert list(verify()) == []


def test_a_creators_new_name_is_followed() -> None:
    creator = make_person(Role.CREATOR, name="阿兔")
    note = make_note(creator)
    indexer = Indexer()
    indexer.follow()
    assert found("阿兔") == [note.pk]
    Person.objects.filter(pk=creator.pk).update(name="小熊")
    record(creator, "rename", f"person:{creator.pk}")
    indexer.follow()
    assert (found("阿兔"), found("小熊")) == ([], [note.pk])
    assert list(verify()) == []


def test_a_deleted_note_is_forgotten() -> None:
    note = make_note(title="留不住")
    indexer = Indexer()
    indexer.follow()
    record(note.creator, "delete_note", f"note:{note.pk}")
    note.pictures.all().delete()
    Note.objects.filter(pk=note.pk).delete()
    indexer.follow()
    assert not Document.objects.exists()
    assert list(verify()) == []


def test_other_rules_make_the_index_anew() -> None:
    note = make_note(title="一壶茶")
    Indexer().follow()
    Reached.objects.update(rules="older")
    Document.objects.update(digest="old")
    assert next(fault.what for fault in verify()).startswith("made by other rules")
    Indexer().follow()
    assert list(verify()) == []
    assert found("茶") == [note.pk]


def test_verify_finds_each_kind_of_fault() -> None:
    first, second, third = (make_note(title=f"第{n}壶茶") for n in "一二三")
    Indexer().follow()
    Document.objects.filter(pk=first.pk).delete()
    Note.objects.filter(pk=second.pk).update(body="变了")
    Note.objects.filter(pk=third.pk).update(state=NoteState.REMOVED)
    Term.objects.filter(kind="word").update(count=9)
    faults = {(fault.subject, fault.what) for fault in verify()}
    assert (f"note:{first.pk}", "not indexed") in faults
    assert (f"note:{second.pk}", "indexed as it was before") in faults
    assert (f"note:{third.pk}", "indexed, and not public") in faults
    assert any(what.startswith("counted 9") for _, what in faults)
    actions.rebuild()
    assert list(verify()) == []


def test_words_that_are_not_the_notes_are_seen() -> None:
    note = make_note(title="一壶茶", body="沸水")
    Indexer().follow()
    other = make_note(title="咖啡")
    lie = make_entry(other, 1)
    backend().write([structs.replace(lie, note_id=note.pk)])
    assert (f"note:{note.pk}", "its words are not those of the note") in {
        (fault.subject, fault.what) for fault in verify()
    }


WORDS = st.text("茶咖啡露营ab", min_size=1, max_size=6)


@given(st.lists(st.tuples(st.integers(0, 3), WORDS, st.booleans()), max_size=8))
@examples(25)
def test_any_history_ends_in_an_exact_index(history: list[tuple[int, str, bool]]) -> None:
    with undone():
        notes = [make_note(title=f"笔记{n}") for n in range(4)]
        indexer = Indexer()
        for place, text, kept in history:
            state = NoteState.PUBLIC if kept else NoteState.REMOVED
            change(notes[place], title=text, state=state)
            if len(text) % 2:
                indexer.follow()
        indexer.follow()
        assert list(verify()) == []


@given(st.text(max_size=60), st.booleans())
@examples(150)
def test_any_text_is_a_legal_question(text: str, newest: bool) -> None:
    """Nothing that a reader types is taken for the database's own language."""
    filters, at = Filters(newest=newest, topic=text[:9]), timezone.now()
    with undone():
        make_note(title="一壶茶", topics=("喝茶",))
        Indexer().follow()
        for chosen in (Filters(), filters):
            asked = ask(text, chosen, at)
            assert len(find(asked, chosen, at, 0, 5)) <= number(asked, chosen, at) <= 1
        assert len(suggest(text, timezone.now(), chinese=True)) <= 8


SYNTAX = ['"', "'", "*", "NEAR(a b)", "title:茶", "茶 OR 咖啡", "a AND NOT b", "^茶", "{title}:茶",
          "茶:*", "!茶", "a & | b", "<->", "\\", "%s", "%(x)s", "茶\x00", "(" * 40]  # fmt: skip


@pytest.mark.parametrize("text", SYNTAX)
def test_the_databases_own_language_means_nothing(text: str) -> None:
    note = make_note(title="一壶茶 咖啡")
    Indexer().follow()
    assert set(found(text)) <= {note.pk}


@given(st.text(max_size=40).filter(lambda text: "\x00" not in text))
@examples(100)
def test_a_note_is_found_by_its_own_title(title: str) -> None:
    """The same tokens on both sides, whatever the letters; on every database."""
    with undone():
        note = make_note(title=title, title_en="", body="")
        Indexer().follow()
        at = timezone.now()
        asked = ask(title, ANY, at, literal=True)
        assert list(verify()) == []
        if asked.question.terms:
            assert [hit.note_id for hit in find(asked, ANY, at, 0, 5)] == [note.pk]


@given(st.lists(st.tuples(st.sampled_from(["topic", "creator", "note"]), WORDS), max_size=5))
def test_terms_are_read_as_they_were_written(others: list[tuple[str, str]]) -> None:
    terms = [("word", "茶"), ("word", "咖啡"), *others]
    assert read_terms(write_terms(terms)) == terms


def test_filters_narrow() -> None:
    creator, now = make_person(Role.CREATOR), timezone.now()
    old = make_note(creator, now - timedelta(days=40), title="旧茶", topics=("喝茶",))
    new = make_note(at=now - timedelta(days=1), title="新茶", topics=("旅行",))
    Indexer().follow()
    assert found("茶") == [old.pk, new.pk]
    assert found("茶", Filters(topic="喝茶")) == [old.pk]
    assert found("", Filters(topic="喝茶")) == [old.pk]
    assert found("茶", Filters(creator=creator.pk)) == [old.pk]
    assert found("茶", Filters(since=now - timedelta(days=7))) == [new.pk]
    assert found("茶", Filters(within=Note.objects.filter(pk=old.pk).values("pk"))) == [old.pk]
    assert found("茶", Filters(beyond=Note.objects.filter(pk=old.pk).values("pk"))) == [new.pk]
    newest = Filters(newest=True)
    order = [hit.note_id for hit in find(ask("茶", newest, now), newest, now, 0, 5)]
    assert order == [new.pk, old.pk]


def test_a_title_weighs_more_than_a_text() -> None:
    now = timezone.now()
    body = make_note(at=now, title="一天", title_en="", body="早上喝咖啡，下午看书。")
    title = make_note(at=now, title="咖啡", title_en="", body="早上起来，下午看书。")
    Indexer().follow()
    asked = ask("咖啡", ANY, now)
    assert [hit.note_id for hit in find(asked, ANY, now, 0, 5)] == [title.pk, body.pk]


def test_a_slip_is_mended_and_said() -> None:
    note = make_note(title="防晒霜怎么选", title_en="Which sunscreen")
    Indexer().follow()
    now = timezone.now()
    for typed, meant in (
        ("房晒霜", "防晒霜"),
        ("sunscren", "sunscreen"),
        ("fangshaishuang", "防晒霜"),
    ):
        asked = ask(typed, ANY, now)
        assert (asked.text, asked.instead) == (meant, typed)
        assert found(typed) == [note.pk]
        literal = ask(typed, ANY, now, literal=True)
        assert (literal.text, literal.instead) == (typed, "")


def test_an_operators_synonyms_are_followed() -> None:
    from hongmao.search.synonyms import forget

    note = make_note(title="煲仔饭")
    Indexer().follow()
    operator = make_person(Role.OPERATOR)
    forget()
    assert found("砂锅饭食") == []
    made = actions.add_synonyms(operator, "煲仔饭, claypot")
    forget()
    assert found("claypot") == [note.pk]
    actions.drop_synonyms(operator, made.pk)
    forget()
    assert found("claypot") == []


def test_suggestions() -> None:
    now = timezone.now()
    note = make_note(title="露营第一次", topics=("露营", "周末"))
    Indexer().follow()
    kinds = {(one.kind, one.text, one.note) for one in suggest("露", now, chinese=True)}
    assert kinds == {("topic", "露营", None), ("title", "露营第一次", note.pk)}
    assert ("topic", "露营", None) in {
        (one.kind, one.text, one.note) for one in suggest("luy", now, chinese=True)
    }
    assert suggest("  ", now, chinese=True) == []
