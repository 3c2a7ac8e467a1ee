"""What the composer sends: the form of a draft, and what was chosen for its pictures."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hongmao.core.crops import ASPECTS, MIDDLE, PLACES
from hongmao.links.queries import Offer, offers
from hongmao.notes.actions.drafts import Choice, DraftText
from hongmao.notes.models import Draft, DraftPicture
from hongmao.web.templatetags.hongmao import money, second

ASPECT_WORDS = {"": _("As it is"), "3:4": "3:4", "1:1": "1:1", "4:3": "4:3"}
FOCUS_WORDS = {
    "top-left": _("Top left"),
    "top-centre": _("Top"),
    "top-right": _("Top right"),
    "middle-left": _("Left"),
    "middle-centre": _("Middle"),
    "middle-right": _("Right"),
    "bottom-left": _("Bottom left"),
    "bottom-centre": _("Bottom"),
    "bottom-right": _("Bottom right"),
}
ALT_LETTERS = 200


class DraftForm(forms.Form):
    """A draft's words. Everything may be empty: what must be there is publishing's to check."""

    title = forms.CharField(
        label=_("Title"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("A title that says what it is")}),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "placeholder": _("What you found out. #topic and @name work here.")}
        ),
    )
    topics = forms.CharField(
        label=_("Topics"),
        max_length=400,
        required=False,
        help_text=_("Up to ten, with commas or spaces between them."),
    )
    paid = forms.BooleanField(label=_("This is paid"), required=False)
    paid_by = forms.CharField(label=_("By whom"), max_length=60, required=False)
    attach = forms.ChoiceField(label=_("Product"), required=False)
    video_alt = forms.CharField(
        label=_("What it shows and says"),
        max_length=400,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": _("for those who cannot see or hear it")}
        ),
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    body_en = forms.CharField(
        label=_("Text in English"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.offers = offers(timezone.now())
        self.fields["attach"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((offer.key, _offer_words(offer)) for offer in self.offers),
        ]

    def clean_topics(self) -> tuple[str, ...]:
        """The topics, apart."""
        return tuple(re.split(r"[,，、;；\s]+", self.cleaned_data["topics"]))

    def text(self) -> DraftText:
        """What the draft says."""
        return DraftText(**self.cleaned_data)

    def words_of(self, name: str) -> list[str]:
        """What is wrong with a field, for the page."""
        return [str(words) for words in self.errors.get(name, ())]


def _offer_words(offer: Offer) -> str:
    product = offer.product
    price = money(product.price, product.currency)
    return f"{second(offer.campaign.brand, 'name')} · {second(product, 'title')} · {price}"


def initial(draft: Draft) -> dict[str, object]:
    """A draft as the form shows it."""
    names = ("title", "body", "paid", "paid_by", "attach", "title_en", "body_en", "video_alt")
    return {**{name: getattr(draft, name) for name in names}, "topics": " ".join(draft.topics)}


def choices(post: QueryDict, pictures: list[DraftPicture]) -> dict[int, Choice]:
    """What was chosen for those pictures of a draft that the form names."""
    return {
        picture.pk: Choice(
            alt=str(post[f"alt-{picture.pk}"]).strip()[:ALT_LETTERS],
            aspect=_known(post.get(f"aspect-{picture.pk}", ""), ASPECTS, ""),
            focus=_known(post.get(f"focus-{picture.pk}", ""), PLACES, MIDDLE),
            order=_rank(post.get(f"order-{picture.pk}", ""), picture.position),
        )
        for picture in pictures
        if f"alt-{picture.pk}" in post
    }


def _known(value: str, among: dict[str, Any], otherwise: str) -> str:
    return value if value in among else otherwise


def _rank(value: str, otherwise: int) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else otherwise
