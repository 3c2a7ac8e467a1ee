"""What the database itself holds of terms, on SQLite and on PostgreSQL.

A version that something was counted by (`used_at`) can be changed or deleted by nobody. SQLite
drops a table's triggers when a later migration remakes the table: one that alters `brands_terms`
has to call `install` again.
"""

from django.db import migrations

STANDS = """EXISTS (
    SELECT 1 FROM brands_terms t WHERE t.used_at IS NOT NULL AND (
        t.id = NEW.id OR (t.campaign_id = NEW.campaign_id AND t.version = NEW.version)
    )
)"""


def sqlite_statements():
    for verb in ("UPDATE", "DELETE"):
        yield f"""
            CREATE TRIGGER brands_terms_no_{verb.lower()} BEFORE {verb} ON brands_terms
            WHEN OLD.used_at IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'brands: terms that were used stand'); END
        """
    # INSERT OR REPLACE takes a row's place without the delete that a trigger would see.
    yield f"""
        CREATE TRIGGER brands_terms_no_replace BEFORE INSERT ON brands_terms
        WHEN {STANDS}
        BEGIN SELECT RAISE(ABORT, 'brands: terms that were used stand'); END
    """


def postgresql_statements():
    yield """
        CREATE FUNCTION brands_terms_stand() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'brands: terms that were used stand' USING ERRCODE = 'check_violation';
        END $$
    """
    yield """
        CREATE TRIGGER brands_terms_stand BEFORE UPDATE OR DELETE ON brands_terms
        FOR EACH ROW WHEN (OLD.used_at IS NOT NULL) EXECUTE FUNCTION brands_terms_stand()
    """


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": sqlite_statements, "postgresql": postgresql_statements}[vendor]():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("brands", "0001_initial")]
    operations = [migrations.RunPython(install, elidable=False)]
