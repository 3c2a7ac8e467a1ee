"""Filters of the pages about payouts and prepaid money."""

from django import template
from django.utils.translation import gettext_lazy as _

from hongmao.core.reasons import Reason
from hongmao.settlement.models.payouts import State
from hongmao.settlement.queries.deposits import Prepaid
from hongmao.web.templatetags.hongmao import money, sentence

register = template.Library()

FILES = {
    "alipay": _("Alipay batch (CSV)"),
    "bank": _("Bank table (CSV, UTF-8)"),
    "bank-gbk": _("Bank table (CSV, GBK)"),
    "pain001": _("ISO 20022 pain.001"),
}


@register.filter
def file_words(name: str) -> str:
    """What a batch's file is called."""
    return str(FILES[name])


@register.filter
def payout_words(state: str) -> str:
    """A payout's state."""
    return str(State(state).label)


@register.simple_tag
def low_words(prepaid: Prepaid) -> str:
    """The warning that a prepaid balance is low."""
    return sentence(Reason.PREPAID_LOW, {"least": money(prepaid.least, prepaid.currency)})
