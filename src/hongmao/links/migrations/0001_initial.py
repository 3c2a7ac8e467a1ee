import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0001_initial"),
        ("notes", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adzone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "marketplace",
                    models.CharField(
                        choices=[
                            ("taobao", "Taobao"),
                            ("taobao_ud", "Taobao, ad-driven"),
                            ("jd", "JD"),
                            ("pdd", "Pinduoduo"),
                            ("shopify", "Shopify"),
                            ("postback", "By postback"),
                        ],
                        max_length=16,
                    ),
                ),
                ("pid", models.CharField(max_length=80, unique=True)),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "name"), name="adzone_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("agreed", "Agreed"),
                            ("approved", "Live"),
                            ("paused", "Paused"),
                            ("refused", "Refused"),
                            ("ended", "Ended"),
                        ],
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("refusal", models.CharField(blank=True, max_length=300)),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="brands.brand",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="brands.campaign",
                    ),
                ),
                (
                    "creator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="notes.note",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.product",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.store",
                    ),
                ),
                ("asked", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "agreed", "approved", "paused"))
                        ),
                        fields=("note",),
                        name="placement_one_a_note",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["proposed", "agreed", "approved", "paused", "refused", "ended"],
                            )
                        ),
                        name="placement_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                ("destination", models.URLField(max_length=1000)),
                ("password", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link",
                        to="links.placement",
                    ),
                ),
                ("app_url", models.CharField(blank=True, max_length=2000)),
                ("click_parameter", models.CharField(blank=True, max_length=64)),
                ("universal_url", models.CharField(blank=True, max_length=2000)),
            ],
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("shared", models.BooleanField(default=False)),
                (
                    "placement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lease",
                        to="links.placement",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "adzone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leases",
                        to="links.adzone",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="lease_name")],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "marketplace",
                    models.CharField(
                        choices=[
                            ("taobao", "Taobao"),
                            ("taobao_ud", "Taobao, ad-driven"),
                            ("jd", "JD"),
                            ("pdd", "Pinduoduo"),
                            ("shopify", "Shopify"),
                            ("postback", "By postback"),
                        ],
                        max_length=16,
                    ),
                ),
                ("relation_id", models.CharField(max_length=32)),
                (
                    "creator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("creator", "marketplace"), name="enrolment_once_a_creator"
                    ),
                    models.UniqueConstraint(
                        fields=("marketplace", "relation_id"), name="enrolment_once_a_number"
                    ),
                ],
            },
        ),
    ]
