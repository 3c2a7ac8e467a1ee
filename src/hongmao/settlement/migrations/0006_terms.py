"""Commissions, budgets and charges by terms; what was booked before counts as granted in full."""

from collections import Counter
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def grant_what_stands(apps, schema_editor):
    zone = ZoneInfo(settings.TIME_ZONE)
    budget = apps.get_model("settlement", "Budget")
    spent = Counter()
    first_used = {}
    commissions = apps.get_model("settlement", "Commission").objects.filter(terms__isnull=False)
    for one in commissions.select_related("order", "terms__campaign").order_by("pk"):
        one.promised = one.granted = one.creator_amount
        one.day = one.order.ordered_at.astimezone(zone).date()
        one.save(update_fields=["promised", "granted", "day"])
        first_used.setdefault(one.terms_id, one.order.ordered_at)
        if one.currency == one.terms.campaign.currency:
            spent[one.terms.campaign_id, None] += one.granted
            spent[one.terms.campaign_id, one.day] += one.granted
    for (campaign, day), amount in spent.items():
        budget.objects.create(campaign_id=campaign, day=day, spent=amount)
    for terms, at in first_used.items():
        apps.get_model("brands", "Terms").objects.filter(pk=terms).update(used_at=at)


def keep(apps, schema_editor):
    """The way back forgets columns only."""


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0007_terms"),
        ("links", "0007_enrolment"),
        ("orders", "0008_new_customer"),
        ("settlement", "0005_claims"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(null=True)),
                ("spent", models.BigIntegerField(default=0)),
                ("dry_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("click", "Click"), ("visitor", "Store visitor")], max_length=8
                    ),
                ),
                ("counted", models.PositiveBigIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("promised", models.BigIntegerField(default=0)),
                ("granted", models.BigIntegerField(default=0)),
                ("creator_amount", models.BigIntegerField(default=0)),
                ("agency_amount", models.BigIntegerField(default=0)),
                ("platform_amount", models.BigIntegerField(default=0)),
                ("transfers", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="ClickDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("marks", models.PositiveBigIntegerField(default=0)),
                ("counted", models.PositiveBigIntegerField(default=0)),
                ("counted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="commission",
            name="agency",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commissions",
                to="brands.agency",
            ),
        ),
        migrations.AddField(
            model_name="commission",
            name="agency_amount",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="commission",
            name="available_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="commission",
            name="day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="commission",
            name="granted",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="commission",
            name="orders_before",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="commission",
            name="paid_before",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="commission",
            name="prepaid",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="commission",
            name="promised",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="commission",
            index=models.Index(
                condition=models.Q(("available_at__isnull", False), ("state", "held")),
                fields=["available_at"],
                name="commission_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="commission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("granted__gte", 0), ("granted__lte", models.F("promised")), ("prepaid__gte", 0)
                ),
                name="commission_granted_of_promised",
            ),
        ),
        migrations.AddField(
            model_name="budget",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="budgets",
                to="brands.campaign",
            ),
        ),
        migrations.AddField(
            model_name="charge",
            name="placement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="charges",
                to="links.placement",
            ),
        ),
        migrations.AddField(
            model_name="charge",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="brands.terms"
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(fields=("campaign", "day"), name="budget_day_once"),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("day__isnull", True)),
                fields=("campaign",),
                name="budget_total_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("spent__gte", 0)), name="budget_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                fields=("placement", "terms", "day", "kind"), name="charge_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("granted__gte", 0), ("granted__lte", models.F("promised"))),
                name="charge_granted_of_promised",
            ),
        ),
        migrations.RunPython(grant_what_stands, keep, elidable=False),
    ]
