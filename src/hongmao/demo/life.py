"""Gives the demo's notes some life: readers who like, collect, follow and comment."""

import random
from collections.abc import Sequence

from hongmao.notes.actions.boards import collect, open_board
from hongmao.notes.actions.comments import MOST, comment
from hongmao.notes.actions.social import follow, like
from hongmao.notes.models import Note
from hongmao.people.actions import create_person
from hongmao.people.models import Person, Role

NAMES = (
    ("小满", "Xiaoman"), ("阿澈", "Che"), ("林夏", "Lin Xia"), ("木白", "Mubai"),
    ("南枝", "Nanzhi"), ("十一", "Shiyi"), ("可颂", "Croissant"), ("阿远", "Yuan"),
)  # fmt: skip
BOARDS = ("周末", "家里", "想买", "照着做")
WORDS = (
    "照着做了一遍，真的好用。",
    "收藏了，周末试试。",
    "第二张图是在哪里拍的？",
    "写得好细，谢谢！",
    "用了半年，同感。",
    "请问有小一号的吗？",
    "终于有人说清楚这件事了。",
    "我家猫也这样，笑死。",
)
ANSWERS = ("谢谢喜欢！", "有的，文末写了。", "是在家附近的小公园。")
LIKED, COLLECTED, COMMENTED, ANSWERED, FOLLOWED = 0.35, 0.14, 0.07, 0.5, 0.3
"""How often each is done: of a reader and a note, of a comment, of a reader and a creator."""


def enliven(notes: Sequence[Note]) -> None:
    """Let eight readers loose on these notes; the same every time."""
    chance = random.Random(20)  # noqa: S311 - who likes what is no secret
    creators = {note.creator_id: note.creator for note in notes}
    for number, (name, name_en) in enumerate(NAMES):
        reader = create_person(f"reader{number}", None, Role.READER, name, name_en=name_en)
        board = open_board(reader, chance.choice(BOARDS), public=chance.random() < 0.5)
        for creator in creators.values():
            if chance.random() < FOLLOWED:
                follow(reader, creator.username)
        for note in notes:
            if chance.random() < LIKED:
                like(reader, note.pk)
            if chance.random() < COLLECTED:
                collect(reader, note.pk, board.pk if chance.random() < 0.5 else 0)
            if chance.random() < COMMENTED and reader.comments.count() < MOST:
                _talk(reader, note, chance)


def _talk(reader: Person, note: Note, chance: random.Random) -> None:
    said = comment(reader, note.pk, chance.choice(WORDS))
    if chance.random() < ANSWERED and note.creator.comments.count() < MOST:
        comment(note.creator, note.pk, chance.choice(ANSWERS), said.pk)
