from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Cast, Concat


def name_owners(apps, schema_editor):
    """So far creators alone were paid."""
    number = Cast("person_id", models.CharField(max_length=20))
    apps.get_model("settlement", "Payout").objects.update(owner=Concat(Value("creator:"), number))


class Migration(migrations.Migration):
    dependencies = [("settlement", "0006_terms"), ("brands", "0008_agency_person")]

    operations = [
        migrations.RemoveConstraint(model_name="payout", name="payout_one_open"),
        migrations.RenameField(model_name="payoutaccount", old_name="creator", new_name="person"),
        migrations.RenameField(model_name="payout", old_name="creator", new_name="person"),
        migrations.AddField(
            model_name="payout",
            name="owner",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RunPython(name_owners, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                condition=models.Q(state__in=["drafted", "released"]),
                fields=["owner", "currency"],
                name="payout_one_open",
            ),
        ),
    ]
