"""The forms of the terms' page: an order to try, and a version to add."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Campaign
from hongmao.brands.queries import agencies, products_of
from hongmao.core.money import MoneyError, parse_major
from hongmao.core.reasons import Refusal
from hongmao.core.terms import Basis, Credit, Rounding, Terms, Volume, read_terms
from hongmao.settlement.queries.preview import Asked
from hongmao.web.templatetags.hongmao import second

BASES = [
    (Basis.FEE, _("Percent of the marketplace's commission")),
    (Basis.PAID, _("Percent of what the buyer paid")),
    (Basis.FLAT, _("An amount an order")),
]
CREDIT_CHOICES = [
    (Credit.LAST_CLICK, _("The reader's last click")),
    (Credit.FIRST_CLICK, _("The reader's first click")),
    (Credit.PREFERRED_PARTNER, _("A preferred partner's click")),
]
ROUNDING_CHOICES = [
    (Rounding.HALF_EVEN, _("Half to even")),
    (Rounding.HALF_UP, _("Half up")),
    (Rounding.DOWN, _("Down")),
]
FIRST = ("basis", "value", "effective")
"""The fields of terms that are not folded away."""
_SMALL = {"inputmode": "decimal", "autocomplete": "off"}


class AmountField(forms.CharField):
    """An amount in major units, or a percentage, as hundredths; None where it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs=_SMALL), max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        """Hundredths."""
        text = super().clean(value)
        return hundredths(text) if text else None


def hundredths(text: str) -> int:
    """A decimal text with at most two digits after the point, times a hundred; not below zero."""
    try:
        amount = parse_major(text.removesuffix("%"))
    except MoneyError:
        raise forms.ValidationError(_("Write a number such as 12 or 12.50.")) from None
    if amount < 0:
        raise forms.ValidationError(_("The number must not be below zero."))
    return amount


class PreviewForm(forms.Form):
    """An order to try the terms on."""

    paid = AmountField(label=_("The buyer pays"))
    fee = AmountField(label=_("The marketplace's commission"))
    product = forms.ChoiceField(label=_("Product"), required=False)
    at = forms.DateTimeField(
        label=_("Clicked"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    orders_before = forms.IntegerField(
        label=_("Orders this month before it"), required=False, min_value=0
    )
    new = forms.ChoiceField(
        label=_("Customer"),
        required=False,
        choices=[("", _("The feed does not say")), ("yes", _("New")), ("no", _("Known"))],
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "prefix": "try", **kwargs})
        self._products = {str(one.pk): one for one in products_of(campaign.brand)}
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            ("", _("Any other")),
            *((pk, second(one, "title")) for pk, one in self._products.items()),
        ]

    def asked(self) -> Asked:
        """The order that was filled in; one without a time is clicked now."""
        given = self.cleaned_data
        product = self._products.get(given["product"])
        return Asked(
            at=given["at"] or timezone.now(),
            paid=given["paid"],
            fee=given["fee"],
            item_id=product.item_id if product else "",
            category=product.category if product else "",
            new_customer={"yes": True, "no": False}.get(given["new"]),
            orders_before=given["orders_before"] or 0,
            paid_before=(given["orders_before"] or 0) * given["paid"],
        )


class TermsForm(forms.Form):
    """A version of terms. Percentages and amounts are typed as a person would."""

    basis = forms.ChoiceField(label=_("An order pays"), choices=BASES)
    value = AmountField(label=_("How much"), help_text=_("A percentage, or an amount."))
    tiers = forms.CharField(
        label=_("Tiers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: orders this month before it, then how much. Example: 10 60"),
    )
    rules = forms.CharField(
        label=_("Products and categories"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. Example: category home 50, or: product 628890012345 40"),
    )
    new_customer = AmountField(label=_("For a new customer, more"), required=False)
    click = AmountField(label=_("A click"), required=False)
    visitor = AmountField(label=_("A store visitor"), required=False)
    day_cap = AmountField(label=_("At most a day"), required=False)
    campaign_cap = AmountField(label=_("At most in all"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    agency_share = AmountField(label=_("The agency's share, %"), required=False)
    platform_share = AmountField(label=_("The platform's share, %"), required=False)
    hold_days = forms.IntegerField(
        label=_("Days held after settlement"), required=False, min_value=0
    )
    credit = forms.ChoiceField(label=_("Who is credited"), choices=CREDIT_CHOICES)
    partners = forms.CharField(
        label=_("Preferred partners"),
        required=False,
        help_text=_("Creators' numbers, with commas between."),
    )
    rounding = forms.ChoiceField(label=_("Rounding"), choices=ROUNDING_CHOICES)
    effective = forms.DateTimeField(
        label=_("In force from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Left empty: at once."),
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self._campaign = campaign
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((str(one.pk), second(one, "name")) for one in agencies()),
        ]

    @property
    def first(self) -> list[forms.BoundField]:
        """What most terms come to: how much of what, and from when."""
        return [self[name] for name in FIRST]

    @property
    def rest(self) -> list[forms.BoundField]:
        """All else that terms may say."""
        return [field for field in self if field.name not in FIRST]

    @property
    def rest_wrong(self) -> bool:
        """Whether something of the rest was filled in wrongly."""
        return any(field.errors for field in self.rest)

    def clean(self) -> dict[str, Any]:
        """The fields, with the terms that they come to as `terms`."""
        found = super().clean() or {}
        if not self.errors:
            try:
                found["terms"] = self._terms(found)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.text(get_language() or "")) from None
        return found

    def moment(self) -> datetime:
        """When the version comes into force."""
        chosen: datetime | None = self.cleaned_data["effective"]
        return chosen or timezone.now() + timedelta(seconds=1)

    def _terms(self, given: dict[str, Any]) -> Terms:
        agency, platform = given["agency_share"] or 0, given["platform_share"] or 0
        return read_terms(
            {
                "rate": {
                    "basis": given["basis"],
                    "value": given["value"],
                    "volume": Volume.ORDERS,
                    "steps": _tiers(given["tiers"]),
                },
                "rules": _rules(given["rules"], given["basis"]),
                **{name: given[name] or 0 for name in ("new_customer", "click", "visitor")},
                **{name: given[name] for name in ("day_cap", "campaign_cap")},
                "shares": {
                    "creator": 10_000 - agency - platform,
                    "agency": agency,
                    "platform": platform,
                },
                "agency": int(given["agency"] or 0),
                "hold_days": given["hold_days"] or 0,
                "credit": given["credit"],
                "partners": _numbers(given["partners"]),
                "currency": self._campaign.currency,
                "rounding": given["rounding"],
            }
        )


def _tiers(text: str) -> list[dict[str, int]]:
    steps = []
    for line in filter(str.strip, text.splitlines()):
        words = line.split()
        if len(words) != 2 or not words[0].isdecimal():
            raise forms.ValidationError({"tiers": _("Write a number of orders, then how much.")})
        steps.append({"least": int(words[0]), "value": hundredths(words[1])})
    return steps


def _rules(text: str, basis: str) -> list[dict[str, Any]]:
    rules = []
    kinds = {"product": "products", "category": "categories"}
    for line in filter(str.strip, text.splitlines()):
        words = line.split()
        if len(words) != 3 or words[0] not in kinds:
            raise forms.ValidationError(
                {"rules": _("Begin with “category” or “product”, then its name, then how much.")}
            )
        rate = {"basis": basis, "value": hundredths(words[2])}
        rules.append({"rate": rate, kinds[words[0]]: [words[1]]})
    return rules


def _numbers(text: str) -> list[int]:
    words = text.replace("，", ",").replace(",", " ").split()
    if not all(word.isdecimal() for word in words):
        raise forms.ValidationError({"partners": _("Write creators' numbers.")})
    return [int(word) for word in words]
