"""Filters that the pages of statements use."""

from datetime import datetime, timedelta

from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hongmao.core.clock import from_ms
from hongmao.core.events import Outcome, Surface
from hongmao.core.reconciliation import Cause
from hongmao.core.settlement import Column, PartyKind
from hongmao.ledger.models import TransferKind
from hongmao.settlement.models import CauseOf, LineOf, Party, PartyOf, Period
from hongmao.web.templatetags.hongmao import (
    is_chinese,
    locale,
    marketplace_words,
    moment,
    money,
    second,
)

register = template.Library()


@register.filter
def month_words(period: Period) -> str:
    """A period's month and year."""
    first = timezone.localtime(period.ends_at - timedelta(days=1))
    return format_date(first.date(), "y年M月" if is_chinese() else "MMMM y", locale=locale())


@register.filter
def line_words(kind: str) -> str:
    """What a line of a statement is about."""
    return str(LineOf(kind).label)


@register.filter
def cause_words(cause: str) -> str:
    """Why figures differ."""
    return str(CauseOf(Cause(cause)).label)


@register.filter
def transfer_words(kind: str) -> str:
    """What a transfer does."""
    return str(TransferKind(kind).label)


@register.filter
def party_kind_words(kind: str) -> str:
    """What kind of party has a statement."""
    return str(PartyOf(kind).label)


@register.filter
def party_words(party: Party) -> str:
    """Whose a statement is."""
    if party.person is not None:
        return str(second(party.person, "name"))
    if party.brand is not None:
        return str(second(party.brand, "name"))
    if party.kind == PartyKind.MARKETPLACE:
        return marketplace_words(party.name)
    return party.name


@register.filter
def change(minor: int, currency: str) -> str:
    """An amount that was added or taken, with its sign."""
    if minor == 0:
        return "–"
    text = money(abs(minor), currency)
    return f"+{text}" if minor > 0 else f"−{text}"


@register.filter
def stand(minor: int, currency: str) -> str:
    """A balance, with a minus where it is below nothing."""
    return f"−{money(-minor, currency)}" if minor < 0 else money(minor, currency)


COLUMNS = {
    PartyKind.CREATOR: (_("Held"), _("Posted"), _("In a payout")),
    PartyKind.AGENCY: (_("Held"), _("Posted"), _("In a payout")),
    PartyKind.BRAND: (_("Held"), _("Spent"), _("Prepaid balance")),
    PartyKind.MARKETPLACE: (_("Expected"), _("Owed to us"), _("Differences booked")),
}


@register.filter
def column_words(kind: str, column: str) -> str:
    """What a column of a statement is called, for a kind of party."""
    return str(COLUMNS[PartyKind(kind)][list(Column).index(Column(column))])


SURFACES = {
    Surface.FEED: _("In the feed"),
    Surface.NOTE: _("Below the note"),
    Surface.SEARCH: _("In search results"),
    Surface.EMBED: _("In an embedded card"),
}


@register.filter
def surface_words(surface: str) -> str:
    """Where a card stood."""
    return str(SURFACES[Surface(surface)]) if surface in [*Surface] else surface


OUTCOMES = {
    Outcome.SENT: _("Led to the marketplace"),
    Outcome.SHOWN: _("Showed how to get there"),
    Outcome.PAUSED: _("Led back to the note"),
}


@register.filter
def outcome_words(outcome: str) -> str:
    """What a click was answered with."""
    return str(OUTCOMES[Outcome(outcome)]) if outcome in [*Outcome] else outcome


@register.filter
def moment_of_ms(ms: int) -> str:
    """A marketplace's moment, epoch milliseconds, as `moment` shows it."""
    return moment(from_ms(ms))


@register.filter
def moment_exact(at: datetime) -> str:
    """A moment in the community's time zone, to the millisecond."""
    local = timezone.localtime(at)
    return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}"
