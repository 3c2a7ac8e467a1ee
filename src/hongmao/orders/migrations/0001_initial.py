import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0001_initial"),
        ("links", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                ("kind", models.CharField(max_length=16)),
                ("read_until", models.DateTimeField()),
                ("window_start", models.DateTimeField(null=True)),
                ("window_end", models.DateTimeField(null=True)),
                ("cursor", models.CharField(blank=True, max_length=300)),
                ("trouble", models.CharField(blank=True, max_length=500)),
                ("pulled_at", models.DateTimeField(null=True)),
                ("asked_from", models.DateTimeField(null=True)),
                ("asked_until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "kind"), name="feed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                ("trade_id", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unpaid", "Unpaid"),
                            ("paid", "Paid"),
                            ("received", "Received"),
                            ("settled", "Settled"),
                            ("void", "Void"),
                        ],
                        max_length=8,
                    ),
                ),
                ("item_id", models.CharField(max_length=64)),
                ("item_title", models.CharField(blank=True, max_length=200)),
                ("quantity", models.PositiveIntegerField(default=1)),
                ("currency", models.CharField(max_length=3)),
                ("paid", models.BigIntegerField()),
                ("refunded", models.BigIntegerField(default=0)),
                ("fee", models.BigIntegerField()),
                ("fee_returned", models.BigIntegerField(default=0)),
                ("lease", models.CharField(blank=True, max_length=60)),
                ("click_id", models.CharField(blank=True, max_length=64)),
                ("click_at", models.DateTimeField(null=True)),
                ("ordered_at", models.DateTimeField()),
                ("revised_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("needs_match", models.BooleanField(default=True)),
                ("needs_books", models.BooleanField(default=True)),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.product",
                    ),
                ),
                ("relation_id", models.CharField(blank=True, max_length=32)),
                ("new_customer", models.BooleanField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-ordered_at"], name="orders_orde_ordered_f61581_idx"),
                    models.Index(
                        condition=models.Q(("needs_match", True)),
                        fields=["id"],
                        name="order_needs_match",
                    ),
                    models.Index(
                        condition=models.Q(("needs_books", True)),
                        fields=["id"],
                        name="order_needs_books",
                    ),
                    models.Index(fields=["click_at"], name="order_click_at"),
                    models.Index(
                        condition=models.Q(("click_id", ""), _negated=True),
                        fields=["click_id"],
                        name="order_click_id",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "trade_id"), name="order_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee__gte", 0),
                            ("fee_returned__gte", 0),
                            ("paid__gte", 0),
                            ("refunded__gte", 0),
                        ),
                        name="order_money_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("exact", "Exact"),
                            ("probable", "Probable"),
                            ("ambiguous", "Ambiguous"),
                            ("none", "None"),
                        ],
                        max_length=9,
                    ),
                ),
                ("click_id", models.CharField(blank=True, max_length=64)),
                ("click_at", models.DateTimeField(null=True)),
                ("evidence", models.JSONField(default=dict)),
                ("current", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "placement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="links.placement",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="orders.order",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("order",),
                        name="match_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade__in", ["ambiguous", "none"]),
                            ("placement__isnull", False),
                            _connector="OR",
                        ),
                        name="match_sure_has_placement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("placement__isnull", False),
                            _connector="OR",
                        ),
                        name="match_decided_has_placement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                ("trade_id", models.CharField(max_length=64)),
                ("case_id", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=32)),
                ("body", models.JSONField()),
                ("received_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["marketplace", "trade_id"], name="orders_refu_marketp_828bb0_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "digest"), name="refund_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=32)),
                ("body", models.JSONField()),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="orders.order",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "digest"), name="revision_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                ("source", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=64)),
                ("facts", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("marketplace", "source", "key"), name="delivery_once"
                    )
                ],
                "indexes": [models.Index(fields=["received_at"], name="delivery_received")],
            },
        ),
        migrations.CreateModel(
            name="Collect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                ("event_id", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("collect", "Favourite"), ("cart", "In the cart")], max_length=8
                    ),
                ),
                ("item_id", models.CharField(max_length=64)),
                ("lease", models.CharField(blank=True, max_length=60)),
                ("click_id", models.CharField(blank=True, max_length=64)),
                ("click_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["marketplace", "at"], name="orders_coll_marketp_e2f218_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("marketplace", "event_id"), name="collect_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchFit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                ("tolerance_ms", models.PositiveIntegerField()),
                ("skew_ms", models.IntegerField()),
                ("ceiling_ms", models.PositiveIntegerField()),
                ("crowd", models.PositiveIntegerField()),
                ("samples", models.PositiveIntegerField()),
                ("watched", models.PositiveIntegerField()),
                ("strays", models.PositiveIntegerField()),
                ("learned_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["marketplace", "-id"], name="match_fit_newest")],
            },
        ),
    ]
