"""The forms of claims: they check shapes; rules are the actions' to check."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hongmao.core.claims import OLDEST_DAYS
from hongmao.core.money import MoneyError, parse_major
from hongmao.core.reasons import SENTENCES, Reason
from hongmao.people.models import Person
from hongmao.settlement.actions.claims import Missing
from hongmao.settlement.queries.claims import claimable
from hongmao.web.console.forms import RefuseForm
from hongmao.web.templatetags.hongmao import second

REASONS = (
    Reason.CLAIM_ALREADY_YOURS,
    Reason.CLAIM_EXACT_RIVAL,
    Reason.CLAIM_DECIDED_RIVAL,
    Reason.CLAIM_NEARER_RIVAL,
    Reason.CLAIM_AMBIGUOUS,
    Reason.CLAIM_NO_ORDER,
    Reason.CLAIM_MANY_ORDERS,
    Reason.CLAIM_NO_CLICK,
    Reason.CLAIM_OTHER_STORE,
    Reason.CLAIM_OTHER_LEASE,
    Reason.CLAIM_ORDER_VOID,
    Reason.CLAIM_ORDER_UNPAID,
)
"""The reasons for which a claim is refused."""


class AmountField(forms.CharField):
    """An amount in major units (yuan), read exactly into minor ones; None where it is empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=16, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Minor units."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = parse_major(text)
        except MoneyError:
            raise forms.ValidationError(_("Write the amount as 128.00.")) from None
        if amount <= 0:
            raise forms.ValidationError(_("Write the amount as 128.00."))
        return amount


class ClaimForm(forms.Form):
    """What a creator says of an order that is missing."""

    placement = forms.TypedChoiceField(
        label=_("Note"),
        coerce=int,
        help_text=_("The note whose link led to the order."),
        error_messages={"required": _("Choose the note.")},
    )
    trade_id = forms.CharField(
        label=_("Order number, if you know it"),
        max_length=64,
        required=False,
        help_text=_("As the buyer sees it in the marketplace's app. It makes the search certain."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bought_at = forms.DateTimeField(
        label=_("Bought at about"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"required": _("Say about when it was bought.")},
    )
    amount = AmountField(label=_("Amount paid, if you know it"), required=False)
    item = forms.CharField(label=_("What was bought"), max_length=120, required=False)
    words = forms.CharField(
        label=_("What makes you think so"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a sentence how you know of the order.")},
    )

    def __init__(self, creator: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self._placements = list(claimable(creator.pk))
        within = gettext("Within the last %(days)s days.") % {"days": OLDEST_DAYS}
        self.fields["bought_at"].help_text = within
        self.fields["placement"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{second(one.note, 'title')} · {self._thing(one)}")
            for one in self._placements
        ]

    @staticmethod
    def _thing(placement: Any) -> str:
        return str(
            second(placement.product, "title") if placement.product else placement.store.name
        )

    @property
    def usable(self) -> bool:
        """Whether the creator ever had a link that an order can have come from."""
        return bool(self._placements)

    def missing(self) -> Missing:
        """What was said, for the action."""
        return Missing(**self.cleaned_data)


class NameOrderForm(forms.Form):
    """Which order is meant, of those in question."""

    order = forms.IntegerField(
        min_value=1, error_messages={"required": _("Choose the order that is meant.")}
    )


class GrantForm(forms.Form):
    """A sentence to the creator, where there is something to say."""

    answer = forms.CharField(
        label=_("A sentence to the creator (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GoodwillForm(GrantForm):
    """What is paid on the platform's own account."""

    amount = AmountField(
        label=_("Amount"), error_messages={"required": _("Write the amount as 128.00.")}
    )
    field_order = ["amount", "answer"]


class RefuseClaimForm(RefuseForm):
    """Why a claim is refused: a reason of the closed set, and a sentence."""

    reason = forms.ChoiceField(label=_("Reason"))
    field_order = ["reason", "sentence"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        language = get_language() or ""
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (reason.value, SENTENCES[reason].text(language)) for reason in REASONS
        ]
