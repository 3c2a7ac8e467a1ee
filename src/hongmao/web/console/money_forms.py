"""The forms of payouts and prepaid money: they check shapes; rules are the actions' to check."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Brand
from hongmao.core.money import MINOR_DIGITS, MoneyError, parse_major
from hongmao.core.payees import Payee, PayeeKind
from hongmao.settlement.actions.deposits import Movement
from hongmao.settlement.models import DepositKind
from hongmao.settlement.models.payouts import BANK, Kind, PayeeStatus
from hongmao.web.templatetags.hongmao import second

CURRENCIES = [(code, code) for code in MINOR_DIGITS]
MOST_BYTES = 5 << 20


class PlainForm(forms.Form):
    """A form whose labels end without a colon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class PayeeForm(PlainForm):
    """Where a creator is paid."""

    kind = forms.ChoiceField(label=_("Paid by"), choices=Kind)
    name = forms.CharField(
        label=_("Name"), max_length=70, help_text=_("Exactly as the account is held.")
    )
    number = forms.CharField(
        label=_("Account"),
        max_length=64,
        help_text=_("Alipay: e-mail or mobile number. Bank: account number or IBAN."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bank = forms.CharField(label=_("Bank"), max_length=60, required=False)
    code = forms.CharField(
        label=_("Bank code"),
        max_length=20,
        required=False,
        help_text=_("BIC or 12 digits; may stay empty."),
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}\Z",
        label=_("Country of tax residence"),
        initial="CN",
        help_text=_("Two letters, such as CN."),
    )
    status = forms.ChoiceField(label=_("The account belongs to"), choices=PayeeStatus)

    def payee(self) -> Payee:
        """The account as it was filled in."""
        found = self.cleaned_data
        kind = PayeeKind(found["kind"])
        return Payee(kind, found["name"], found["number"], found["bank"], found["code"])


class DraftForm(PlainForm):
    """What to pay: one currency, one kind of account, out of one of the community's accounts."""

    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES, initial="CNY")
    kind = forms.ChoiceField(label=_("Paid by"), choices=Kind, initial=Kind.ALIPAY)
    bank = forms.CharField(
        label=_("Out of"), max_length=20, validators=[BANK], required=False,
        help_text=_("The account's name in the ledger; empty: alipay, or main."),
    )  # fmt: skip


class ThresholdForm(PlainForm):
    """The balance from which somebody is paid, where it is another than everybody's."""

    username = forms.CharField(label=_("Name to log in with"), max_length=150)
    least = forms.IntegerField(
        label=_("Paid from"), min_value=0, max_value=10_000_000, required=False,
        help_text=_("In whole units of the currency; empty: as everybody."),
    )  # fmt: skip


class ResultsForm(PlainForm):
    """A table of results."""

    file = forms.FileField(
        label=_("Results"),
        allow_empty_file=True,
        help_text=_("CSV as the bank or Alipay gives it, or with payout, result, reason."),
    )

    def clean_file(self) -> bytes:
        """The table's bytes."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large."))
        content: bytes = given.read()
        return content


class BrandForm(PlainForm):
    """A form that is about one brand."""

    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.order_by("name"))
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES, initial="CNY")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = {"label_from_instance": lambda brand: second(brand, "name")}
        self.fields["brand"].__dict__.update(label)


class MovementForm(BrandForm):
    """A line of the bank's statement: what a brand paid in, or was paid back."""

    kind = forms.ChoiceField(label=_("Which way"), choices=DepositKind)
    amount = forms.CharField(
        label=_("Amount"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    bank = forms.CharField(label=_("Account"), max_length=20, validators=[BANK], initial="main")
    reference = forms.CharField(
        label=_("The bank's reference"), max_length=64, strip=True,
        help_text=_("Recorded once, however often it is entered."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The amount in minor units of the currency."""
        found = super().clean() or {}
        try:
            found["amount"] = parse_major(found.get("amount", ""), found.get("currency", ""))
        except MoneyError:
            self.add_error("amount", _("This is no amount in this currency."))
        return found

    def movement(self) -> Movement:
        """The line as it was filled in."""
        found = self.cleaned_data
        return Movement(found["amount"], found["currency"], found["bank"], found["reference"])


def _last_month() -> tuple[date, date]:
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


class InvoiceForm(BrandForm):
    """The days an invoice is for, both in; last month where nothing is said."""

    starts = forms.DateField(
        label=_("From"),
        initial=lambda: _last_month()[0],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends = forms.DateField(
        label=_("To"),
        initial=lambda: _last_month()[1],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """Both days, the last not before the first."""
        found = super().clean() or {}
        starts, ends = found.get("starts"), found.get("ends")
        if starts and ends and ends < starts:
            raise forms.ValidationError(_("The last day must not be before the first."))
        return found
