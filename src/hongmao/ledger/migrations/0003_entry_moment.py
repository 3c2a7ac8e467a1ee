"""Entries learn their transfer's moment. The triggers go meanwhile; 0005 brings all of them back."""

from django.db import migrations, models

TABLES = ("ledger_transfer", "ledger_entry", "ledger_account")


def sqlite_drops():
    for name in ("ledger_transfer_balanced", "ledger_entry_sealed"):
        yield f"DROP TRIGGER {name}"
    for table in TABLES:
        for verb in ("update", "delete", "replace"):
            yield f"DROP TRIGGER {table}_no_{verb}"


def postgresql_drops():
    for name in ("ledger_transfer_balanced", "ledger_entry_sealed", "ledger_unchanged"):
        yield f"DROP FUNCTION {name}() CASCADE"


def drop(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": sqlite_drops, "postgresql": postgresql_drops}[vendor]():
        schema_editor.execute(statement)


FILL = """
    UPDATE ledger_entry SET at = (
        SELECT t.at FROM ledger_transfer t WHERE t.id = ledger_entry.transfer_id
    )
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_triggers")]
    operations = [
        migrations.RunPython(drop, elidable=False),
        migrations.AddField("entry", "at", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL),
    ]
