from django.db import migrations, models
from django.db.models import F, Q

TAOBAO = Q(marketplace__in=("taobao", "taobao_ud"))


def name_kinds(apps, schema_editor):
    """A store outside Taobao is of its marketplace's only kind, whatever it was opened as."""
    stores = apps.get_model("brands", "Store").objects
    stores.exclude(TAOBAO).update(kind=F("marketplace"))
    stores.filter(TAOBAO).exclude(kind__in=("taobao", "tmall")).update(kind="taobao")


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0005_taobao_ud"),
    ]

    operations = [
        migrations.AlterField(
            model_name="store",
            name="kind",
            field=models.CharField(
                choices=[
                    ("taobao", "Taobao"),
                    ("tmall", "Tmall"),
                    ("jd", "JD"),
                    ("pdd", "Pinduoduo"),
                    ("shopify", "Shopify"),
                    ("postback", "By postback"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="store",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("taobao", "tmall")), ("marketplace", "taobao")),
                    models.Q(("kind__in", ("taobao", "tmall")), ("marketplace", "taobao_ud")),
                    models.Q(("kind__in", ("jd",)), ("marketplace", "jd")),
                    models.Q(("kind__in", ("pdd",)), ("marketplace", "pdd")),
                    models.Q(("kind__in", ("shopify",)), ("marketplace", "shopify")),
                    models.Q(("kind__in", ("postback",)), ("marketplace", "postback")),
                    _connector="OR",
                ),
                name="store_kind_of_marketplace",
            ),
        ),
    ]
