"""A community of very many notes, written straight into SQLite: publishing would take hours."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from hongmao.core.ranking import WEIGHTS
from hongmao.links.leases import stock_adzones
from hongmao.notes.actions.boards import collect
from hongmao.notes.actions.comments import comment
from hongmao.notes.actions.social import follow, like
from hongmao.people.models import Person, Role
from tests.factories import make_person, make_placement

CREATORS, TOPICS, PLACEMENTS = 5_000, 400, 100
YEAR_S = 365 * 86_400


class World(NamedTuple):
    """What the readers of a benchmark need: a session's key, and the last note's id."""

    session: str
    notes: int


def make_world(notes: int) -> World:
    """Notes of a year by 5,000 creators on 400 topics, half of them in the last months."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    now = timezone.now()
    Person.objects.bulk_create(
        (
            Person(username=f"c{n}", name=f"博主 {n}", role=Role.CREATOR, password="!")
            for n in range(CREATORS)
        ),
        batch_size=1000,
    )
    first = Person.objects.get(username="c0").pk
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(
                statement,
                {
                    "notes": notes, "creators": CREATORS, "topics": TOPICS, "first": first,
                    "now": now.timestamp(), "year": YEAR_S, "half": WEIGHTS.half_life_s,
                },
            )  # fmt: skip
    stock_adzones("taobao", [f"mm_900_1_{zone}" for zone in range(1000, 1000 + PLACEMENTS)])
    for _ in range(PLACEMENTS // 10):
        brand = make_placement().brand
        for _ in range(9):
            make_placement(brand=brand)
    return World(_reader(notes), notes)


def _reader(notes: int) -> str:
    """A reader who follows 200 creators and has liked, collected and commented; their session."""
    who = make_person()
    for number in range(200):
        follow(who, f"c{number * 7}")
    for back in range(60):
        like(who, notes - back * 31)
    for back in range(20):
        collect(who, notes - back * 17)
        comment(who, notes - back * 17, "很喜欢这一篇")
    session = SessionStore()
    session[SESSION_KEY] = str(who.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = who.get_session_auth_hash()
    session.set_expiry(timedelta(days=1))
    session.create()
    assert session.session_key
    return session.session_key


STATEMENTS = (
    """
    CREATE TEMP TABLE made AS
    WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < %(notes)s)
    SELECT id, id * 7919 %% %(creators)s + %(first)s AS creator,
        id * 31 %% %(topics)s AS one, (id * 17 + 7) %% %(topics)s AS two,
        %(now)s - %(year)s * (1.0 - id * 1.0 / %(notes)s) * (1.0 - id * 1.0 / %(notes)s) AS at,
        ABS(RANDOM()) %% 400 AS reads, ABS(RANDOM()) %% 24 AS likes
    FROM n
    """,
    """
    INSERT INTO notes_note (id, creator_id, title, title_en, body, body_en, topics, topics_en,
        state, published_at)
    SELECT id, creator, '笔记 ' || id, '', replace(hex(zeroblob(200)), '00', '好物'), '',
        '["话题' || one || '", "话题' || two || '"]', '[]', 'public',
        strftime('%%Y-%%m-%%d %%H:%%M:%%f', at, 'unixepoch')
    FROM made
    """,
    """
    INSERT INTO notes_picture (note_id, position, file, width, height, colour, alt, alt_en)
    SELECT id, 0, 'notes/' || id || '.webp', 900, 1200, '#c0a080', '图', '' FROM made
    """,
    """
    INSERT INTO notes_notestats (note_id, likes, collects, comments, interactions, reads, standing)
    SELECT id, likes, 0, 0, likes, reads,
        LN((likes + 2.0) / (MAX(reads, likes) + 40) / 0.05) / LN(2) + at / %(half)s
    FROM made
    """,
    """
    INSERT INTO notes_topic (name, name_en, notes)
    SELECT '话题' || one, '', COUNT(*) * 2 FROM made GROUP BY one
    """,
    """
    INSERT INTO notes_notetopic (topic_id, note_id, published_at)
    SELECT t.id, m.id, strftime('%%Y-%%m-%%d %%H:%%M:%%f', m.at, 'unixepoch')
    FROM made m JOIN notes_topic t ON t.name IN ('话题' || m.one, '话题' || m.two)
    """,
    """
    INSERT INTO notes_creatorstats (creator_id, notes, followers, likes, latest_at)
    SELECT creator, COUNT(*), 0, SUM(likes),
        strftime('%%Y-%%m-%%d %%H:%%M:%%f', MAX(at), 'unixepoch')
    FROM made GROUP BY creator
    """,
    "DROP TABLE made",
)
