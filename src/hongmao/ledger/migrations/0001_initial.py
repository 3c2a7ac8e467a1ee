import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("currency", models.CharField(max_length=3)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "currency"), name="account_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("digest", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hold", "Hold"),
                            ("post", "Post"),
                            ("void", "Void"),
                            ("reverse", "Reverse"),
                        ],
                        max_length=8,
                    ),
                ),
                ("subject", models.CharField(db_index=True, max_length=60)),
                ("currency", models.CharField(max_length=3)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "closes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_by",
                        to="ledger.transfer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes__isnull", True),
                            ("kind__in", ["post", "void"]),
                            _connector="OR",
                        ),
                        name="transfer_closes_by_post_or_void",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "void"), _negated=True),
                            ("closes__isnull", False),
                            _connector="OR",
                        ),
                        name="transfer_void_closes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["hold", "post", "void", "reverse"])),
                        name="transfer_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.account",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "transfer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.transfer",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [
                    models.Index(fields=["account", "at", "id", "amount"], name="entry_account_at")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transfer", "account"), name="entry_account_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="entry_not_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "transfer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="link",
                        serialize=False,
                        to="ledger.transfer",
                    ),
                ),
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
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="ledger.account",
                    ),
                ),
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
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sold_by",
                        to="ledger.transfer",
                    ),
                ),
                (
                    "bought",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bought_by",
                        to="ledger.transfer",
                    ),
                ),
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
