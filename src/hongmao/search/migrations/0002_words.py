"""Where the words lie: an FTS5 table in SQLite, a tsvector with its index in PostgreSQL."""

from django.db import migrations

MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_words USING fts5("
        "title, topics, creator, body, marks, tokenize = 'ascii')",
    ],
    "postgresql": [
        "ALTER TABLE search_document ADD COLUMN words tsvector",
        "CREATE INDEX search_document_words ON search_document USING gin (words)",
    ],
}
DROP = {
    "sqlite": ["DROP TABLE search_words"],
    "postgresql": ["ALTER TABLE search_document DROP COLUMN words"],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
