import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Brand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=60)),
                ("name_en", models.CharField(blank=True, max_length=60)),
                ("about", models.CharField(blank=True, max_length=300)),
                ("about_en", models.CharField(blank=True, max_length=300)),
                ("licence", models.BooleanField(default=False)),
                ("trademark", models.BooleanField(default=False)),
                ("licence_number", models.CharField(blank=True, max_length=60)),
                ("trademark_number", models.CharField(blank=True, max_length=60)),
                (
                    "team",
                    models.ManyToManyField(related_name="brands", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Admission",
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
                            ("applied", "Applied"),
                            ("admitted", "Admitted"),
                            ("refused", "Refused"),
                            ("ended", "Ended"),
                        ],
                        default="applied",
                        max_length=8,
                    ),
                ),
                ("marketplaces", models.JSONField(default=list)),
                ("categories", models.JSONField(default=list)),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("checklist", models.JSONField(default=list)),
                ("applied_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=300)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="admissions",
                        to="brands.brand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applied", "admitted"])),
                        fields=("brand",),
                        name="admission_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "admitted"), _negated=True),
                            models.Q(
                                ("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="admission_admitted_has_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="brands.brand",
                    ),
                ),
                ("budget", models.PositiveBigIntegerField(null=True)),
                ("currency", models.CharField(default="CNY", max_length=3)),
                ("spent_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="campaign_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Store",
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
                (
                    "kind",
                    models.CharField(
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
                ("store_id", models.CharField(max_length=64)),
                ("seller_id", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(max_length=80)),
                ("rating", models.DecimalField(decimal_places=2, max_digits=3)),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stores",
                        to="brands.brand",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "store_id"), name="store_once"),
                    models.CheckConstraint(
                        condition=models.Q(("rating__gte", 0), ("rating__lte", 5)),
                        name="store_rating_of_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("taobao", "tmall")), ("marketplace", "taobao")),
                            models.Q(
                                ("kind__in", ("taobao", "tmall")), ("marketplace", "taobao_ud")
                            ),
                            models.Q(("kind__in", ("jd",)), ("marketplace", "jd")),
                            models.Q(("kind__in", ("pdd",)), ("marketplace", "pdd")),
                            models.Q(("kind__in", ("shopify",)), ("marketplace", "shopify")),
                            models.Q(("kind__in", ("postback",)), ("marketplace", "postback")),
                            _connector="OR",
                        ),
                        name="store_kind_of_marketplace",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
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
                ("item_id", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, max_length=160)),
                ("category", models.CharField(max_length=40)),
                ("price", models.BigIntegerField()),
                ("currency", models.CharField(default="CNY", max_length=3)),
                ("picture", models.CharField(blank=True, max_length=200)),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="brands.store",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "item_id"), name="product_once"),
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", 0)), name="product_price_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Terms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("effective_from", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="brands.campaign",
                    ),
                ),
                ("body", models.JSONField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "terms",
                "ordering": ["version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "version"), name="terms_version_once"
                    )
                ],
            },
        ),
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
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agency",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
            },
        ),
    ]
