"""The forms of the consoles: they check shapes; rules are the actions' to check."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import Brand
from hongmao.brands.queries import campaigns_at, products_of
from hongmao.links.queries import cards
from hongmao.notes.models import Note
from hongmao.notes.queries.notes import public_note, public_notes
from hongmao.web.templatetags.hongmao import money, second

PILOT_DAYS = 90
LISTED_NOTES = 60
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
"""The browser takes a day in no other form, whatever the language."""


class ProposalForm(forms.Form):
    """A product of the brand, for a note, under a running campaign."""

    campaign = forms.TypedChoiceField(label=_("Campaign"), coerce=int)
    product = forms.TypedChoiceField(label=_("Product"), coerce=int)
    note = forms.IntegerField(
        label=_("Note"),
        min_value=1,
        help_text=_("The number at the end of the note's address, or choose one from the list."),
        error_messages={"required": _("Choose a note, or type its number.")},
        widget=forms.NumberInput(attrs={"list": "open-notes", "inputmode": "numeric"}),
    )

    def __init__(self, brand: Brand | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        now = timezone.now()
        self._campaigns = {c.pk: c for c in campaigns_at(brand, now)} if brand else {}
        self._products = {p.pk: p for p in products_of(brand)} if brand else {}
        self.fields["campaign"].choices = [  # type: ignore[attr-defined]
            (pk, second(campaign, "name")) for pk, campaign in self._campaigns.items()
        ]
        self.fields["product"].choices = [  # type: ignore[attr-defined]
            (pk, f"{second(product, 'title')} · {money(product.price, product.currency)}")
            for pk, product in self._products.items()
        ]

    @property
    def usable(self) -> bool:
        """Whether there is a campaign and a product to propose with."""
        return bool(self._campaigns and self._products)

    def open_notes(self) -> list[Note]:
        """The latest public notes that carry no live link."""
        notes = list(public_notes()[:LISTED_NOTES])
        taken = cards([note.pk for note in notes], timezone.now())
        return [note for note in notes if note.pk not in taken]

    def clean_note(self) -> Note:
        """The public note of that number."""
        note = public_note(self.cleaned_data["note"])
        if note is None:
            raise forms.ValidationError(_("There is no public note with this number."))
        return note

    def clean_campaign(self) -> object:
        """The campaign chosen."""
        return self._campaigns[self.cleaned_data["campaign"]]

    def clean_product(self) -> object:
        """The product chosen."""
        return self._products[self.cleaned_data["product"]]


def _today() -> date:
    return timezone.localdate()


def _pilot_end() -> date:
    return timezone.localdate() + timedelta(days=PILOT_DAYS)


class AdmitForm(forms.Form):
    """The first and the last day of an admission, both in."""

    starts = forms.DateField(label=_("From"), initial=_today, widget=DAY)
    ends = forms.DateField(label=_("To"), initial=_pilot_end, widget=DAY)

    def clean(self) -> dict[str, Any]:
        """Both days, the last not before the first."""
        found = super().clean() or {}
        starts, ends = found.get("starts"), found.get("ends")
        if starts and ends and ends < starts:
            raise forms.ValidationError(_("The last day must not be before the first."))
        return found

    def moments(self) -> tuple[datetime, datetime]:
        """The admission's start (in) and end (out), in the community's time zone."""
        first, last = self.cleaned_data["starts"], self.cleaned_data["ends"]
        return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))


class RefuseForm(forms.Form):
    """Why something is refused, in a sentence its people can act on."""

    sentence = forms.CharField(
        label=_("Why, in a sentence they can act on"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why, so that they can mend it.")},
    )
