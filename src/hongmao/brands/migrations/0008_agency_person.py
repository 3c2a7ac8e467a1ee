import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_accounts(apps, schema_editor):
    """An agency that had none gets an account nobody can log in with until a password is set."""
    person = apps.get_model("people", "Person")
    for agency in apps.get_model("brands", "Agency").objects.filter(person=None):
        agency.person = person.objects.create(
            username=f"agency-{agency.pk}", password="!", role="agency",  # noqa: S106
            name=agency.name, name_en=agency.name_en,
        )  # fmt: skip
        agency.save()


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0007_terms"),
        ("people", "0002_agencies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(model_name="agency", name="team"),
        migrations.AddField(
            model_name="agency",
            name="person",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agency",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(give_accounts, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="agency",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agency",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
