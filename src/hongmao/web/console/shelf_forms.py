"""The forms of a brand's own pages: products, a campaign, an application."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hongmao.brands.models import KINDS, Brand, Marketplace, Product, Store, StoreKind
from hongmao.core.disclosure import DENIED_CATEGORIES
from hongmao.web.console.forms import AdmitForm
from hongmao.web.console.terms_forms import AmountField
from hongmao.web.templatetags.hongmao import CATEGORIES

CATEGORY_CHOICES = [pair for pair in CATEGORIES.items() if pair[0] not in DENIED_CATEGORIES]
RUN_DAYS = 30


class ProductForm(forms.Form):
    """A product's words, category, price and picture."""

    title = forms.CharField(label=_("Title"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    category = forms.ChoiceField(label=_("Category"), choices=CATEGORY_CHOICES)
    price = AmountField(label=_("Price"))
    picture = forms.FileField(
        label=_("Picture of the product"),
        required=False,
        help_text=_("Shown on the card below notes, cut square."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class NewProductForm(ProductForm):
    """A product that is not listed yet: by its page's address, or its number."""

    store = forms.TypedChoiceField(label=_("Store"), coerce=int)
    item = forms.CharField(
        label=_("Item"),
        max_length=1000,
        help_text=_("The address of its page in the marketplace, or its number there."),
    )
    field_order = ["store", "item", "title", "title_en", "category", "price", "picture"]

    def __init__(self, brand: Brand | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stores = {store.pk: store for store in brand.stores.all()} if brand else {}
        self.fields["store"].choices = [  # type: ignore[attr-defined]
            (pk, store.name) for pk, store in self._stores.items()
        ]

    @property
    def usable(self) -> bool:
        """Whether there is a store to list anything in."""
        return bool(self._stores)

    def clean_store(self) -> Store:
        """The store chosen."""
        return self._stores[self.cleaned_data["store"]]


def shown(product: Product) -> dict[str, object]:
    """A product as its form shows it."""
    fields = {name: getattr(product, name) for name in ("title", "title_en", "category")}
    return {**fields, "price": f"{product.price / 100:.2f}"}


class CampaignForm(AdmitForm):
    """A campaign: its name, its days (both in), and where its links stop."""

    name = forms.CharField(label=_("Campaign's name"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    budget = AmountField(
        label=_("Budget"),
        required=False,
        help_text=_("Commission after which its links stop; empty for no limit."),
    )
    field_order = ["name", "name_en", "starts", "ends", "budget"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["ends"].initial = timezone.localdate() + timedelta(days=RUN_DAYS)


class ApplicationForm(forms.Form):
    """An application to the pilot: brand, store, documents and categories."""

    name = forms.CharField(label=_("Brand"), max_length=60)
    name_en = forms.CharField(label=_("Brand in English"), max_length=60, required=False)
    about = forms.CharField(label=_("About it"), max_length=300, required=False)
    licence = forms.CharField(label=_("Number of the business licence"), max_length=60)
    trademark = forms.CharField(label=_("Number of the trademark"), max_length=60)
    kind = forms.ChoiceField(label=_("The store is in"), choices=StoreKind.choices, required=False)
    store_name = forms.CharField(label=_("Store's name"), max_length=80, required=False)
    store_id = forms.CharField(label=_("Store's number there"), max_length=64, required=False)
    rating = forms.DecimalField(
        label=_("Store's rating, of 5"),
        min_value=0,
        max_value=5,
        max_digits=3,
        decimal_places=2,
        required=False,
    )
    categories = forms.MultipleChoiceField(
        label=_("What its notes would link to"),
        choices=CATEGORY_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, brand: Brand | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self._brand = brand
        self.needs_store = brand is None or not brand.stores.exists()
        for name in ("store_name", "store_id", "rating"):
            self.fields[name].required = self.needs_store
        if brand is not None:
            for name in ("name", "name_en", "about"):
                del self.fields[name]
            self.fields["licence"].initial = brand.licence_number
            self.fields["trademark"].initial = brand.trademark_number

    def papers(self) -> dict[str, str]:
        """The numbers of the documents."""
        return {name: self.cleaned_data[name] for name in ("licence", "trademark")}

    def store(self) -> dict[str, object] | None:
        """The store to open, where one is named."""
        said = self.cleaned_data
        if not said["store_id"]:
            return None
        place = next(str(m) for m in Marketplace if said["kind"] in KINDS[m])
        return {
            "marketplace": place,
            "kind": said["kind"],
            "store_id": said["store_id"],
            "name": said["store_name"],
            "rating": said["rating"] or 0,
        }

    def brand(self) -> dict[str, object]:
        """The fields of a brand to open; none where there is one."""
        if self._brand is not None:
            return {}
        said = self.cleaned_data
        stem = slugify(said["name_en"] or said["name"]) or "brand"
        taken = {*Brand.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        slug = next(s for s in (stem, *numbered) if s not in taken)
        return {"slug": slug, **{name: said[name] for name in ("name", "name_en", "about")}}
