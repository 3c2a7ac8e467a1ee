import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("brands", "0001_initial"),
        ("ledger", "0001_initial"),
        ("links", "0001_initial"),
        ("notes", "0001_initial"),
        ("orders", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commission",
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
                            ("none", "Not paid yet"),
                            ("held", "Held"),
                            ("posted", "Posted"),
                            ("void", "Void"),
                            ("reversed", "Reversed"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("creator_amount", models.BigIntegerField(default=0)),
                ("platform_amount", models.BigIntegerField(default=0)),
                ("returned", models.BigIntegerField(default=0)),
                ("transfers", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "creator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commissions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commission",
                        to="orders.order",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commissions",
                        to="links.placement",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.terms",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commissions",
                        to="brands.agency",
                    ),
                ),
                ("agency_amount", models.BigIntegerField(default=0)),
                ("available_at", models.DateTimeField(null=True)),
                ("day", models.DateField(null=True)),
                ("granted", models.BigIntegerField(default=0)),
                ("orders_before", models.PositiveIntegerField(null=True)),
                ("paid_before", models.PositiveBigIntegerField(null=True)),
                ("prepaid", models.BigIntegerField(default=0)),
                ("promised", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("creator__isnull", True), ("creator_amount", 0)),
                            models.Q(
                                ("creator__isnull", False),
                                ("placement__isnull", False),
                                ("terms__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="commission_creator_by_terms",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted__gte", 0),
                            ("granted__lte", models.F("promised")),
                            ("prepaid__gte", 0),
                        ),
                        name="commission_granted_of_promised",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("available_at__isnull", False), ("state", "held")),
                        fields=["available_at"],
                        name="commission_waits",
                    )
                ],
            },
        ),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("bank", "reference"), name="deposit_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="deposit_amount_positive"
                    ),
                ],
            },
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("year", "number"), name="invoice_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))),
                        name="invoice_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deposit__isnull", False), ("kind", "deposit")),
                            models.Q(("deposit__isnull", True), ("kind", "spending")),
                            _connector="OR",
                        ),
                        name="invoice_for_one_thing",
                    ),
                ],
            },
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
                    "person",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            models.Q(("decided_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="batch_released_by_another",
                    ),
                    models.CheckConstraint(
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
                ],
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
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="settlement.payoutbatch",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("owner", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withheld", 0), models.Q(("rule", ""), _negated=True), _connector="OR"
                        ),
                        name="payout_withheld_by_rule",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["drafted", "released"])),
                        fields=("owner", "currency"),
                        name="payout_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
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
                        choices=[
                            ("creator", "Creator"),
                            ("agency", "Agency"),
                            ("brand", "Brand"),
                            ("marketplace", "Marketplace"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("currency", models.CharField(max_length=3)),
                (
                    "brand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.brand",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "name", "currency"), name="party_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=7, unique=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
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
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="period_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                (
                    "source",
                    models.CharField(
                        choices=[("report", "Settlement report"), ("feed", "Order feed")],
                        max_length=6,
                    ),
                ),
                ("compared", models.PositiveIntegerField(default=0)),
                ("agreed", models.PositiveIntegerField(default=0)),
                ("ours", models.JSONField(default=dict)),
                ("theirs", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliations",
                        to="settlement.period",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("marketplace", "period"), name="reconciliation_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trade_id", models.CharField(max_length=64)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("rounding", "Rounding"),
                            ("late_refund", "Late refund"),
                            ("missing_here", "Missing on our side"),
                            ("missing_there", "Missing in theirs"),
                            ("service_fee", "Service fee"),
                            ("wrong_rate", "Another rate"),
                            ("currency", "Another currency"),
                            ("unexplained", "Unexplained"),
                        ],
                        max_length=13,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                (
                    "booked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orders.order",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difference",
                        to="ledger.transfer",
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="settlement.reconciliation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["reconciliation", "cause"], name="settlement__reconci_f77c54_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("transfer__isnull", True)),
                        fields=("reconciliation", "trade_id", "currency", "cause"),
                        name="difference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="difference_not_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SettledFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                ("trade_id", models.CharField(max_length=64)),
                ("currency", models.CharField(max_length=3)),
                ("commission", models.BigIntegerField()),
                ("service_fee", models.BigIntegerField(default=0)),
                ("settled_at", models.DateTimeField()),
                ("report", models.CharField(max_length=100)),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["marketplace", "settled_at"], name="settlement__marketp_659a67_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("marketplace", "trade_id"), name="settled_figure_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opening_held", models.BigIntegerField()),
                ("opening_posted", models.BigIntegerField()),
                ("opening_aside", models.BigIntegerField()),
                ("closing_held", models.BigIntegerField()),
                ("closing_posted", models.BigIntegerField()),
                ("closing_aside", models.BigIntegerField()),
                ("lines", models.PositiveIntegerField(default=0)),
                ("totals", models.JSONField(default=list)),
                ("digest", models.CharField(blank=True, max_length=32)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="settlement.party",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="settlement.period",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("party", "period"), name="statement_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            models.Q(("digest", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="statement_closed_has_digest",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
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
                        choices=[
                            ("held", "Commission held"),
                            ("commission", "Commission posted"),
                            ("released", "Hold released"),
                            ("returned", "Returned with a refund"),
                            ("clawed_back", "Clawed back"),
                            ("corrected", "Corrected"),
                            ("payout", "Payout"),
                            ("claim", "Claim granted"),
                            ("deposit", "Deposit"),
                            ("difference", "Difference booked"),
                            ("receipt", "Payment received"),
                            ("exchange", "Currency exchanged"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("held", models.BigIntegerField()),
                ("posted", models.BigIntegerField()),
                ("aside", models.BigIntegerField()),
                (
                    "corrects",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="settlement.statement",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notes.note",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="orders.order",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="settlement.party",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="each_line",
                        to="settlement.statement",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledger.transfer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("transfer__isnull", True)),
                        fields=["order", "party"],
                        name="line_of_a_brands_order",
                    ),
                    models.Index(
                        condition=models.Q(("corrects__isnull", False)),
                        fields=["corrects"],
                        name="line_corrects",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transfer", "party"), name="line_transfer_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("transfer__isnull", False), ("order__isnull", False), _connector="OR"
                        ),
                        name="line_is_of_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marketplace", models.CharField(max_length=16)),
                ("trade_id", models.CharField(blank=True, max_length=64)),
                ("bought_at", models.DateTimeField()),
                ("item", models.CharField(blank=True, max_length=120)),
                ("amount", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("words", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being looked at"),
                            ("granted", "Granted"),
                            ("refused", "Not granted"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("filed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("goodwill", models.BigIntegerField(default=0)),
                ("goodwill_returned", models.BigIntegerField(default=0)),
                (
                    "creator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="orders.order",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="links.placement",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["creator", "-filed_at"], name="claim_of_creator")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("order",),
                        name="claim_one_open_an_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", "open"), models.Q(("trade_id", ""), _negated=True)
                        ),
                        fields=("marketplace", "trade_id"),
                        name="claim_one_open_a_number",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("goodwill__gt", 0)),
                        fields=("marketplace", "trade_id"),
                        name="claim_goodwill_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "open")),
                            models.Q(
                                ("decided_at__isnull", False), ("state__in", ["granted", "refused"])
                            ),
                            _connector="OR",
                        ),
                        name="claim_decided_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("goodwill", 0),
                            models.Q(
                                ("goodwill__gt", 0),
                                ("state", "granted"),
                                models.Q(("trade_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="claim_goodwill_when_granted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("goodwill_returned__gte", 0),
                            ("goodwill_returned__lte", models.F("goodwill")),
                        ),
                        name="claim_returned_at_most_goodwill",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.JSONField()),
                (
                    "lean",
                    models.CharField(
                        choices=[("grant", "Grant"), ("refuse", "Refuse"), ("look", "Cannot tell")],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=40)),
                ("gathered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="settlement.claim",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "claim evidence",
                "indexes": [models.Index(fields=["claim", "-id"], name="claim_evidence_newest")],
            },
        ),
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
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="brands.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "day"), name="budget_day_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("day__isnull", True)),
                        fields=("campaign",),
                        name="budget_total_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spent__gte", 0)), name="budget_not_negative"
                    ),
                ],
            },
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
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="links.placement",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.terms",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("placement", "terms", "day", "kind"), name="charge_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted__gte", 0), ("granted__lte", models.F("promised"))
                        ),
                        name="charge_granted_of_promised",
                    ),
                ],
            },
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
    ]
