"""Orders, revisions, refunds, feed cursors and matches."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Product
from hongmao.core.connector import CollectKind
from hongmao.core.matching import Grade
from hongmao.core.orders import OrderStatus
from hongmao.links.models import Placement
from hongmao.people.models import Person


class Status(models.TextChoices):
    """An order's status, in words for screens."""

    UNPAID = OrderStatus.UNPAID, _("Unpaid")
    PAID = OrderStatus.PAID, _("Paid")
    RECEIVED = OrderStatus.RECEIVED, _("Received")
    SETTLED = OrderStatus.SETTLED, _("Settled")
    VOID = OrderStatus.VOID, _("Void")


class Order(models.Model):
    """The state that an order line's revisions add up to. Money in minor units of `currency`.

    `fee` is the commission the marketplace owes us (estimate until settled), `fee_returned` what
    refunds took back. `revised_at` is the marketplace's time of the revision that holds.
    `new_customer` is empty where the feed does not say. `needs_match` and
    `needs_books` mark work for the worker, set with the change that causes it.
    """

    marketplace = models.CharField(max_length=16)
    trade_id = models.CharField(max_length=64)
    status = models.CharField(max_length=8, choices=Status)
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    item_id = models.CharField(max_length=64)
    item_title = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    currency = models.CharField(max_length=3)
    paid = models.BigIntegerField()
    refunded = models.BigIntegerField(default=0)
    fee = models.BigIntegerField()
    fee_returned = models.BigIntegerField(default=0)
    lease = models.CharField(max_length=60, blank=True)
    click_id = models.CharField(max_length=64, blank=True)
    relation_id = models.CharField(max_length=32, blank=True)
    click_at = models.DateTimeField(null=True)
    new_customer = models.BooleanField(null=True)
    ordered_at = models.DateTimeField()
    revised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    needs_match = models.BooleanField(default=True)
    needs_books = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["-ordered_at"]),
            models.Index(fields=["id"], condition=Q(needs_match=True), name="order_needs_match"),
            models.Index(fields=["id"], condition=Q(needs_books=True), name="order_needs_books"),
            models.Index(fields=["click_at"], name="order_click_at"),
            models.Index(fields=["click_id"], condition=~Q(click_id=""), name="order_click_id"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "trade_id"], name="order_once"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, fee__gte=0, fee_returned__gte=0, refunded__gte=0),
                name="order_money_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marketplace}:{self.trade_id}"


class Revision(models.Model):
    """What the marketplace said of an order line once; immutable, stored once a digest."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="revisions")
    digest = models.CharField(max_length=32)
    body = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "digest"], name="revision_once")]

    def __str__(self) -> str:
        return self.digest


class Refund(models.Model):
    """What the marketplace said of a refund case once; it may come before its order does."""

    marketplace = models.CharField(max_length=16)
    trade_id = models.CharField(max_length=64)
    case_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=32)
    body = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["marketplace", "trade_id"])]
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "digest"], name="refund_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} of {self.trade_id}"


class Delivery(models.Model):
    """A message that a marketplace sent us, taken in once: the key that stops its repeats.

    `source` is the shop or network, `key` the message's own id or a digest of what it says.
    `facts` keep what was said beside the order: they explain a revision, and hold nobody's name.
    """

    marketplace = models.CharField(max_length=16)
    source = models.CharField(max_length=32)
    key = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "source", "key"], name="delivery_once")
        ]
        indexes = [models.Index(fields=["received_at"], name="delivery_received")]

    def __str__(self) -> str:
        return f"{self.marketplace}:{self.source}:{self.key}"


class Feed(models.Model):
    """How far one feed of a marketplace has been read.

    Everything updated before `read_until` is stored. While a window is being read, `window_start`,
    `window_end` and the next page's `cursor` say where to go on. One asked for a span of the past
    has it in `asked_from` and `asked_until`, and is done when it is read until there.
    """

    marketplace = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)
    read_until = models.DateTimeField()
    window_start = models.DateTimeField(null=True)
    window_end = models.DateTimeField(null=True)
    cursor = models.CharField(max_length=300, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    pulled_at = models.DateTimeField(null=True)
    asked_from = models.DateTimeField(null=True)
    asked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["marketplace", "kind"], name="feed_once")]

    def __str__(self) -> str:
        return f"{self.marketplace} {self.kind}"


class CollectedAs(models.TextChoices):
    """What a reader did with a product short of buying it, in words for screens."""

    COLLECT = CollectKind.COLLECT, _("Favourite")
    CART = CollectKind.CART, _("In the cart")


class Collect(models.Model):
    """A favourite or a cart, as the marketplace told it; stored once an `event_id`."""

    marketplace = models.CharField(max_length=16)
    event_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=CollectedAs)
    item_id = models.CharField(max_length=64)
    lease = models.CharField(max_length=60, blank=True)
    click_id = models.CharField(max_length=64, blank=True)
    click_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["marketplace", "at"])]
        constraints = [
            models.UniqueConstraint(fields=["marketplace", "event_id"], name="collect_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.item_id}"


class MatchGrade(models.TextChoices):
    """How sure a match is, in words for screens."""

    EXACT = Grade.EXACT, _("Exact")
    PROBABLE = Grade.PROBABLE, _("Probable")
    AMBIGUOUS = Grade.AMBIGUOUS, _("Ambiguous")
    NONE = Grade.NONE, _("None")


class Match(models.Model):
    """Our judgement of which click an order came from, graded, with its evidence.

    `placement` and `click_id` are those credited: the click matched, unless the terms credit
    another of the same reader, which the evidence then names beside it.

    A new judgement supersedes the old row and never overwrites it; one row an order is `current`.
    One that a person made has `decided_by`: money follows it whatever its grade, which stays what
    the rule gave, and only an exact judgement supersedes it.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="matches")
    grade = models.CharField(max_length=9, choices=MatchGrade)
    placement = models.ForeignKey(
        Placement, null=True, on_delete=models.PROTECT, related_name="matches"
    )
    click_id = models.CharField(max_length=64, blank=True)
    click_at = models.DateTimeField(null=True)
    evidence = models.JSONField(default=dict)
    current = models.BooleanField(default=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(current=True), name="match_one_current"
            ),
            models.CheckConstraint(
                condition=Q(grade__in=["ambiguous", "none"]) | Q(placement__isnull=False),
                name="match_sure_has_placement",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(placement__isnull=False),
                name="match_decided_has_placement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}: {self.grade}"


class MatchFit(models.Model):
    """How a marketplace's click times lie to ours, as matches taught it; the newest row holds.

    The fields are those of `Lesson` and its `Fit` (core). A row is never changed but for
    `checked_at`: when what was learned last was found to hold still.
    """

    marketplace = models.CharField(max_length=16)
    tolerance_ms = models.PositiveIntegerField()
    skew_ms = models.IntegerField()
    ceiling_ms = models.PositiveIntegerField()
    crowd = models.PositiveIntegerField()
    samples = models.PositiveIntegerField()
    watched = models.PositiveIntegerField()
    strays = models.PositiveIntegerField()
    learned_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["marketplace", "-id"], name="match_fit_newest")]

    def __str__(self) -> str:
        return f"{self.marketplace}: within {self.tolerance_ms} ms, skew {self.skew_ms} ms"
