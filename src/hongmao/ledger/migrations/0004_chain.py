"""The chain, floors, closings, rates and conversions; and one index that answers for an account."""

import django.db.models.deletion
from django.db import migrations, models


def to(model, name, **options):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to=f"ledger.{model}",
        **options,
    )


def number():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_entry_moment")]

    operations = [
        migrations.AlterField("entry", "at", models.DateTimeField()),
        *(
            migrations.AlterField(
                "entry",
                name,
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="entries",
                    to=f"ledger.{name}",
                ),
            )
            for name in ("account", "transfer")
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["account", "at", "id", "amount"], name="entry_account_at"),
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("transfer", to("transfer", "link", primary_key=True, serialize=False)),
                ("currency", models.CharField(max_length=3)),
                ("sequence", models.BigIntegerField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("currency", "sequence"), name="link_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("account", to("account", "standing", primary_key=True, serialize=False)),
                ("side", models.SmallIntegerField()),
                ("balance", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("balance__gte", 0), ("side", 1)),
                            models.Q(("balance__lte", 0), ("side", -1)),
                            _connector="OR",
                        ),
                        name="standing_never_below",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", number()),
                ("until", models.DateTimeField(unique=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__lte", models.F("at"))),
                        name="closing_of_the_past",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("id", number()),
                ("base", models.CharField(max_length=3)),
                ("quote", models.CharField(max_length=3)),
                ("numerator", models.BigIntegerField()),
                ("denominator", models.BigIntegerField()),
                ("source", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("base", "quote", "at"), name="rate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("denominator__gt", 0), ("numerator__gt", 0)),
                        name="rate_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base", models.F("quote")), _negated=True),
                        name="rate_of_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversion",
            fields=[
                ("id", number()),
                ("sold", to("transfer", "sold_by")),
                ("bought", to("transfer", "bought_by")),
                (
                    "rate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversions",
                        to="ledger.rate",
                    ),
                ),
            ],
        ),
    ]
