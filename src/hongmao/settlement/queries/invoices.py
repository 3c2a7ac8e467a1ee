"""What a brand's prepaid money was spent on, from the ledger, and the invoices of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings as django_settings
from django.db.models import QuerySet

from hongmao.brands.models import Campaign
from hongmao.ledger.models import Entry, Transfer
from hongmao.settlement.models import Commission, Invoice


class Spent(msgspec.Struct, frozen=True):
    """What one campaign used of a brand's money: its creators' part, and the community's.

    `campaign` is 0 for what belongs to no campaign. Minor units.
    """

    campaign: int
    name: str
    name_en: str
    orders: int
    creators: int
    platform: int

    @property
    def total(self) -> int:
        """Both parts."""
        return self.creators + self.platform


def spending(brand_id: int, currency: str, starts: date, ends: date) -> list[Spent]:
    """What a brand's money was spent on from the day `starts` to the day `ends`, both in.

    Spent is what left its prepaid and reserved accounts for anything but a bank. Creators come
    first: what they got in the same transfer, up to what the brand spent, is theirs; the rest is
    the community's.
    """
    own = {f"brand:{brand_id}:prepaid", f"brand:{brand_id}:reserved"}
    since, until = _midnight(starts), _midnight(ends + timedelta(days=1))
    touched = Transfer.objects.filter(
        at__gte=since, at__lt=until, currency=currency, entries__account__name__in=own
    ).distinct()
    entries: dict[str, dict[str, int]] = defaultdict(dict)
    subjects: dict[str, str] = {}
    rows = Entry.objects.filter(transfer__in=touched).values_list(
        "transfer_id", "transfer__subject", "account__name", "amount"
    )
    for transfer, subject, account, amount in rows:
        entries[transfer.hex][account] = amount
        subjects[transfer.hex] = subject
    parts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, amounts in entries.items():
        creators, platform = _parts(amounts, own)
        before = parts[subjects[key]]
        parts[subjects[key]] = before[0] + creators, before[1] + platform
    return _by_campaign({subject: both for subject, both in parts.items() if any(both)})


def _parts(amounts: dict[str, int], own: set[str]) -> tuple[int, int]:
    """One transfer's use of the brand's money: what creators and agencies got, and the rest."""
    if any(account.startswith("bank:") for account in amounts):
        return 0, 0
    used = sum(amount for account, amount in amounts.items() if account in own)
    earned = -sum(
        amount
        for account, amount in amounts.items()
        if account.startswith(("creator:", "agency:")) and account.endswith(":available")
    )
    creators = min(max(earned, 0), used) if used >= 0 else max(min(earned, 0), used)
    return creators, used - creators


def _by_campaign(parts: dict[str, tuple[int, int]]) -> list[Spent]:
    campaigns = _campaigns(parts)
    rows: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for subject, (creators, platform) in parts.items():
        row = rows[campaigns.get(subject, 0)]
        row[0] += subject in campaigns
        row[1] += creators
        row[2] += platform
    named = Campaign.objects.in_bulk(rows)
    return [
        Spent(
            campaign=pk,
            name=named[pk].name if pk in named else "",
            name_en=named[pk].name_en if pk in named else "",
            orders=orders,
            creators=creators,
            platform=platform,
        )
        for pk, (orders, creators, platform) in sorted(rows.items())
    ]


def _campaigns(subjects: Iterable[str]) -> dict[str, int]:
    """The campaign of each subject that is a commission."""
    keys = [one.partition(":")[2] for one in subjects if one.startswith("commission:")]
    rows = Commission.objects.filter(pk__in=keys, placement__isnull=False).values_list(
        "pk", "placement__campaign_id"
    )
    return {f"commission:{pk}": campaign for pk, campaign in rows}


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, ZoneInfo(django_settings.HONGMAO.time_zone))


def invoices() -> QuerySet[Invoice]:
    """All invoices, the latest first."""
    return Invoice.objects.select_related("brand").order_by("-year", "-number")


def invoices_of(brand_ids: Iterable[int]) -> QuerySet[Invoice]:
    """The invoices of some brands, the latest first."""
    return invoices().filter(brand_id__in=list(brand_ids))
