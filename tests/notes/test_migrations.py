"""Notes from before the feed kept counts and topics of them."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hongmao.notes.models import CreatorStats, NoteStats, NoteTopic, Topic
from tests.factories import make_note

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_notes_that_are_there_are_listed() -> None:
    notes = [make_note(topics=("茶", "早晨"), topics_en=("Tea",)) for _ in range(3)]
    wanted = dict(NoteStats.objects.values_list("pk", "standing"))
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("notes", "0003_reading")])
        for model in (NoteStats, NoteTopic, Topic, CreatorStats):
            model.objects.all().delete()
    finally:
        migrations = MigrationExecutor(connection)
        migrations.migrate(migrations.loader.graph.leaf_nodes())
    assert dict(NoteStats.objects.values_list("pk", "standing")) == wanted
    assert {(t.name, t.name_en, t.notes) for t in Topic.objects.all()} == {
        ("茶", "Tea", 3),
        ("早晨", "", 3),
    }
    assert NoteTopic.objects.count() == 6
    assert CreatorStats.objects.get(creator=notes[0].creator).notes == 1
