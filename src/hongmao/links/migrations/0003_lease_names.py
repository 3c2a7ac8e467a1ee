"""Each lease carries the text that orders return; an adzone stands behind it or none does."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_leases(apps, schema_editor):
    """Give every lease the name of its adzone."""
    leases, adzones = apps.get_model("links", "Lease"), apps.get_model("links", "Adzone")
    named = adzones.objects.filter(pk=OuterRef("adzone_id")).values("name")
    leases.objects.update(name=Subquery(named))


class Migration(migrations.Migration):
    dependencies = [
        ("links", "0002_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="adzone",
            name="marketplace",
            field=models.CharField(
                choices=[("taobao", "Taobao"), ("jd", "JD"), ("pdd", "Pinduoduo")], max_length=16
            ),
        ),
        migrations.AddField(
            model_name="lease",
            name="name",
            field=models.CharField(default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="lease",
            name="adzone",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leases",
                to="links.adzone",
            ),
        ),
        migrations.RunPython(name_leases, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="lease",
            index=models.Index(fields=["name"], name="lease_name"),
        ),
    ]
