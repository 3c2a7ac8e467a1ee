"""Collecting notes on boards."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.actions.notices import tell
from hongmao.notes.actions.social import readable
from hongmao.notes.actions.stats import COLLECT, keep, learn_taste, note_stats
from hongmao.notes.models import Board, Collect, Note, NoticeKind
from hongmao.people.actions import record
from hongmao.people.models import Person

MOST_BOARDS = 200
NAME_CHARACTERS = 40


@transaction.atomic
def collect(person: Person, note_id: int, board_id: int = 0) -> Board:
    """Keep a note on a board (0: the default one); one kept elsewhere moves there.

    Raises `Board.DoesNotExist` for a board of somebody else.
    """
    note = readable(note_id)
    board = _board(person, board_id)
    stats = note_stats(note.pk)
    kept, is_new = Collect.objects.get_or_create(
        person=person, note=note, defaults={"at": timezone.now(), "board": board}
    )
    if not is_new and kept.board_id == board.pk:
        return board
    if is_new:
        stats.collects += 1
        stats.interactions += person.pk != note.creator_id
        keep(stats)
        learn_taste(person, note, COLLECT)
        tell(note.creator_id, NoticeKind.COLLECTED, person, note)
    else:
        Board.objects.filter(pk=kept.board_id).update(notes=F("notes") - 1)
        kept.board = board
        kept.save()
    Board.objects.filter(pk=board.pk).update(notes=F("notes") + 1)
    record(person, "collect", f"note:{note.pk}", board=board.pk)
    return board


@transaction.atomic
def uncollect(person: Person, note_id: int) -> None:
    """Keep a note no longer."""
    note = Note.objects.get(pk=note_id)
    stats = note_stats(note.pk)
    kept = Collect.objects.filter(person=person, note=note).first()
    if kept is None:
        return
    kept.delete()
    Board.objects.filter(pk=kept.board_id).update(notes=F("notes") - 1)
    stats.collects -= 1
    stats.interactions -= person.pk != note.creator_id
    keep(stats)
    learn_taste(person, note, -COLLECT)
    record(person, "uncollect", f"note:{note.pk}")


def _board(person: Person, board_id: int) -> Board:
    if board_id:
        return Board.objects.get(pk=board_id, person=person)
    board, _ = Board.objects.get_or_create(person=person, name="", defaults={"at": timezone.now()})
    return board


@transaction.atomic
def open_board(person: Person, name: str, *, public: bool = False) -> Board:
    """A new board; refuses with BOARD_UNNAMED, BOARD_TAKEN and BOARDS_TOO_MANY."""
    name = _named(name)
    if person.boards.count() >= MOST_BOARDS:
        raise Refusal(Reason.BOARDS_TOO_MANY, most=MOST_BOARDS)
    try:
        with transaction.atomic():
            board = Board.objects.create(person=person, name=name, public=public, at=timezone.now())
    except IntegrityError:
        raise Refusal(Reason.BOARD_TAKEN, name=name) from None
    record(person, "open_board", f"board:{board.pk}")
    return board


@transaction.atomic
def change_board(person: Person, board_id: int, name: str, *, public: bool) -> Board:
    """Rename a board, show it to everyone or to nobody; the default one refuses."""
    board = _own(person, board_id)
    board.name, board.public = _named(name), public
    try:
        with transaction.atomic():
            board.save()
    except IntegrityError:
        raise Refusal(Reason.BOARD_TAKEN, name=board.name) from None
    record(person, "change_board", f"board:{board.pk}", public=public)
    return board


@transaction.atomic
def close_board(person: Person, board_id: int) -> None:
    """Close a board; its notes move to the default one, so that nothing is lost."""
    board = _own(person, board_id)
    default = _board(person, 0)
    moved = Collect.objects.filter(board=board).update(board=default)
    Board.objects.filter(pk=default.pk).update(notes=F("notes") + moved)
    record(person, "close_board", f"board:{board.pk}", moved=moved)
    board.delete()


def _own(person: Person, board_id: int) -> Board:
    board = Board.objects.select_for_update().get(pk=board_id, person=person)
    if board.is_default:
        raise Refusal(Reason.BOARD_DEFAULT)
    return board


def _named(name: str) -> str:
    name = " ".join(name.split())[:NAME_CHARACTERS]
    if not name:
        raise Refusal(Reason.BOARD_UNNAMED)
    return name
