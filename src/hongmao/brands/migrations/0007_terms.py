"""Terms as data: the creator's share of the commission becomes one kind among others.

A version that something was counted by (`used_at`) can be changed or deleted by nobody: triggers
hold that on SQLite and PostgreSQL. SQLite drops a table's triggers when a later migration remakes
the table: one that alters `brands_terms` has to call `install` again.
"""

from django.conf import settings
from django.db import migrations, models

BODY = {
    "rules": [],
    "new_customer": 0,
    "click": 0,
    "visitor": 0,
    "day_cap": None,
    "campaign_cap": None,
    "shares": {"creator": 10_000, "agency": 0, "platform": 0},
    "agency": 0,
    "hold_days": 0,
    "credit": "last_click",
    "credit_days": 15,
    "partners": [],
    "rounding": "half_even",
}
"""What the old terms meant without saying it."""


def write_bodies(apps, schema_editor):
    for terms in apps.get_model("brands", "Terms").objects.select_related("campaign"):
        rate = {"basis": "fee", "value": terms.creator_share, "volume": "orders", "steps": []}
        terms.body = {"rate": rate, "currency": terms.campaign.currency, **BODY}
        terms.save(update_fields=["body"])


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


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER brands_terms_stand ON brands_terms")
        schema_editor.execute("DROP FUNCTION brands_terms_stand")
        return
    for name in ("no_update", "no_delete", "no_replace"):
        schema_editor.execute(f"DROP TRIGGER brands_terms_{name}")


def write_shares(apps, schema_editor):
    for terms in apps.get_model("brands", "Terms").objects.all():
        rate = terms.body["rate"]
        terms.creator_share = rate["value"] if rate["basis"] == "fee" else 0
        terms.save(update_fields=["creator_share"])


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0006_store_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=60)),
                (
                    "team",
                    models.ManyToManyField(related_name="agencies", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={"verbose_name_plural": "agencies"},
        ),
        migrations.AddField(
            "terms", "body", models.JSONField(default=dict), preserve_default=False
        ),
        migrations.AddField("terms", "used_at", models.DateTimeField(null=True)),
        migrations.RunPython(write_bodies, write_shares, elidable=False),
        migrations.RemoveConstraint("terms", "terms_share_at_most_whole"),
        migrations.RemoveField("terms", "creator_share"),
        migrations.RunPython(install, remove, elidable=False),
    ]
