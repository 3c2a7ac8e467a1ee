"""Payouts, deposits and invoices; and what the database itself holds of invoices.

An invoice's number follows the last of its year, and nothing issued is changed or deleted. Django
rebuilds a table on SQLite to alter it: whoever alters this one has to make its triggers again.
"""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

NEXT = """
    NEW.number <> (
        SELECT COALESCE(MAX(number), 0) + 1 FROM settlement_invoice WHERE year = NEW.year
    )
"""
GAP = "invoices: the next number of the year follows the last"
UNCHANGED = "invoices: nothing issued is changed"


def sqlite_statements():
    yield f"""
        CREATE TRIGGER settlement_invoice_next BEFORE INSERT ON settlement_invoice
        WHEN {NEXT}
        BEGIN SELECT RAISE(ABORT, '{GAP}'); END
    """
    for verb in ("UPDATE", "DELETE"):
        yield f"""
            CREATE TRIGGER settlement_invoice_no_{verb.lower()} BEFORE {verb} ON settlement_invoice
            BEGIN SELECT RAISE(ABORT, '{UNCHANGED}'); END
        """


def postgresql_statements():
    yield f"""
        CREATE FUNCTION settlement_invoice_next() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {NEXT} THEN
                RAISE EXCEPTION '{GAP}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$
    """
    yield f"""
        CREATE FUNCTION settlement_invoice_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{UNCHANGED}' USING ERRCODE = 'check_violation';
        END $$
    """
    yield """
        CREATE TRIGGER settlement_invoice_next BEFORE INSERT ON settlement_invoice
        FOR EACH ROW EXECUTE FUNCTION settlement_invoice_next()
    """
    yield """
        CREATE TRIGGER settlement_invoice_unchanged BEFORE UPDATE OR DELETE ON settlement_invoice
        FOR EACH ROW EXECUTE FUNCTION settlement_invoice_unchanged()
    """


def install(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": sqlite_statements, "postgresql": postgresql_statements}[vendor]():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0005_taobao_ud"),
        ("settlement", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InvoiceYear",
            fields=[
                ("year", models.PositiveIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Deposit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("deposit", "Paid in"), ("withdrawal", "Paid back")], max_length=10
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                (
                    "bank",
                    models.CharField(
                        max_length=20,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9-]{1,20}\\Z")],
                    ),
                ),
                ("reference", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposits",
                        to="brands.brand",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("spending", "Promotion"), ("deposit", "Deposit")], max_length=8
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("total", models.BigIntegerField()),
                ("lines", models.JSONField()),
                ("seller", models.JSONField()),
                ("buyer", models.JSONField()),
                ("issued_at", models.DateTimeField()),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="brands.brand",
                    ),
                ),
                (
                    "deposit",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice",
                        to="settlement.deposit",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayoutAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("alipay", "Alipay"), ("bank", "Bank transfer")], max_length=8
                    ),
                ),
                ("sealed", models.TextField()),
                ("mask", models.CharField(max_length=120)),
                ("country", models.CharField(default="CN", max_length=2)),
                (
                    "status",
                    models.CharField(
                        choices=[("individual", "A person"), ("business", "A company")],
                        default="individual",
                        max_length=12,
                    ),
                ),
                ("least", models.PositiveIntegerField(null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "creator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_account",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PayoutBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "kind",
                    models.CharField(
                        choices=[("alipay", "Alipay"), ("bank", "Bank transfer")], max_length=8
                    ),
                ),
                (
                    "bank",
                    models.CharField(
                        max_length=20,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9-]{1,20}\\Z")],
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("released", "Released"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
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
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "payout batches",
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("gross", models.BigIntegerField()),
                ("withheld", models.BigIntegerField(default=0)),
                ("net", models.BigIntegerField()),
                ("rule", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Being checked"),
                            ("released", "On its way"),
                            ("paid", "Paid"),
                            ("failed", "Failed"),
                            ("returned", "Came back"),
                            ("cancelled", "Called back"),
                        ],
                        default="drafted",
                        max_length=9,
                    ),
                ),
                ("sealed", models.TextField()),
                ("mask", models.CharField(max_length=120)),
                ("bank_reference", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "creator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="settlement.payoutbatch",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.UniqueConstraint(fields=("bank", "reference"), name="deposit_once"),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="deposit_amount_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("year", "number"), name="invoice_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gte", models.F("starts"))), name="invoice_days_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deposit__isnull", False), ("kind", "deposit")),
                    models.Q(("deposit__isnull", True), ("kind", "spending")),
                    _connector="OR",
                ),
                name="invoice_for_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "released"), _negated=True),
                    models.Q(("decided_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="batch_released_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state", "draft"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["released", "cancelled"]),
                    ),
                    _connector="OR",
                ),
                name="batch_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["drafted", "released"])),
                fields=("creator", "currency"),
                name="payout_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "gross",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net"), "+", models.F("withheld")
                        ),
                    ),
                    ("net__gt", 0),
                    ("withheld__gte", 0),
                ),
                name="payout_parts_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withheld", 0), models.Q(("rule", ""), _negated=True), _connector="OR"
                ),
                name="payout_withheld_by_rule",
            ),
        ),
        migrations.RunPython(install, elidable=False),
    ]
