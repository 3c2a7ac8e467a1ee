"""A brand's own pages: its products, a campaign to open, its application to the pilot."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hongmao.brands.actions import open_campaign
from hongmao.brands.models import Product, Store
from hongmao.brands.queries import (
    admission_at,
    brands_of,
    campaigns_at,
    latest_application,
    products_of,
)
from hongmao.brands.shelf import change_product, hand_in, shelve, withdraw_product
from hongmao.core.reasons import Reason, Refusal
from hongmao.links.marketplaces import connector
from hongmao.people.models import Role
from hongmao.web.access import allow, person
from hongmao.web.console.act import MISTAKEN, REFUSED, act
from hongmao.web.console.brand import brand_in_view
from hongmao.web.console.shelf_forms import (
    ApplicationForm,
    CampaignForm,
    NewProductForm,
    ProductForm,
    shown,
)
from hongmao.web.templatetags.hongmao import marketplace_words

NUMBER = re.compile(r"[A-Za-z0-9_:-]{1,64}")
"""What an item's number looks like, where a text is no address."""


@allow(Role.BRAND)
@require_http_methods(["GET", "HEAD", "POST"])
def products(request: HttpRequest) -> HttpResponse:
    """The brand's products and campaigns; a form lists another product."""
    if request.method != "POST":
        return show_products(request)
    member = person(request)
    brand = brand_in_view(member, request.GET.get("brand", ""))
    form = NewProductForm(brand, request.POST, request.FILES)
    if not form.is_valid():
        return show_products(request, form=form, status=MISTAKEN)
    said = form.cleaned_data
    fields = {name: said[name] for name in ("title", "title_en", "category", "price", "picture")}

    def refused(request: HttpRequest, refusal: str, status: int) -> HttpResponse:
        return show_products(request, form=form, refusal=refusal, status=status)

    return act(
        request,
        lambda: shelve(member, said["store"], item_id=_item(said["store"], said["item"]), **fields),
        _("Listed. Creators can ask for it while a campaign with terms runs."),
        refused,
        "products",
    )


def _item(store: Store, text: str) -> str:
    """An item's number by the address of its page, or as it was typed. Raises `Refusal`."""
    text = text.strip()
    if NUMBER.fullmatch(text):
        return text
    try:
        found = connector(store.marketplace).parse_product(text)
    except KeyError:  # a marketplace whose addresses we do not know
        found = None
    if found is None or not found.item_id:
        place = marketplace_words(store.marketplace)
        raise Refusal(Reason.PRODUCT_OF_NOBODY, marketplace=place)
    return found.item_id


def show_products(
    request: HttpRequest,
    form: NewProductForm | None = None,
    campaign_form: CampaignForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with the forms as they were filled in and the sentence of a refusal."""
    member = person(request)
    brand = brand_in_view(member, request.GET.get("brand", ""))
    context = {
        "brand": brand,
        "brands": list(brands_of(member)),
        "products": list(products_of(brand)) if brand else [],
        "campaigns": list(campaigns_at(brand, timezone.now())) if brand else [],
        "form": form or NewProductForm(brand),
        "campaign_form": campaign_form or CampaignForm(),
        "refusal": refusal,
    }
    return render(request, "console/products.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> Product:
    team = person(request)
    found = Product.objects.select_related("store__brand").filter(pk=pk, store__brand__team=team)
    product = found.first()
    if product is None:
        raise Http404
    return product


@allow(Role.BRAND)
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a product's words, category or price."""
    found = _own(request, pk)
    form = ProductForm(request.POST or None, request.FILES or None, initial=shown(found))
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            change_product(person(request), pk, **form.cleaned_data)
        except Refusal as why:
            refusal, status = why.text(get_language() or ""), REFUSED
        else:
            messages.success(request, _("Kept."))
            return redirect("products")
    status = MISTAKEN if form.errors else status
    context = {"product": found, "form": form, "refusal": refusal}
    return render(request, "console/product.html", context, status=status)


@allow(Role.BRAND)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a product no longer."""
    _own(request, pk)
    withdraw_product(person(request), pk)
    messages.success(request, _("Withdrawn. Links that are live stay until they are ended."))
    return redirect("products")


@allow(Role.BRAND)
@require_POST
def campaign(request: HttpRequest) -> HttpResponse:
    """Open a campaign; an operator gives it its terms."""
    member = person(request)
    brand = brand_in_view(member, request.GET.get("brand", ""))
    form = CampaignForm(request.POST)
    if brand is None:
        raise Http404
    if not form.is_valid():
        return show_products(request, campaign_form=form, status=MISTAKEN)
    said, (starts, ends) = form.cleaned_data, form.moments()
    open_campaign(member, brand, said["name"], starts, ends, said["name_en"], said["budget"])
    messages.success(request, _("Opened. It can be used once an operator has given it terms."))
    return redirect("products")


@allow(Role.READER, Role.BRAND)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Apply for the pilot, with a brand of one's team or a new one: whoever sells begins here."""
    member = person(request)
    brand = brand_in_view(member, request.GET.get("brand", ""))
    form = ApplicationForm(brand, request.POST or None)
    refusal, status = "", 200
    if request.method == "POST":
        status = MISTAKEN
        if form.is_valid():
            categories = form.cleaned_data["categories"]
            try:
                hand_in(member, brand, form.papers(), form.store(), categories, **form.brand())
            except Refusal as found:
                refusal, status = found.text(get_language() or ""), REFUSED
            else:
                messages.success(request, _("Handed in. An operator looks at it next."))
                return redirect("brand")
    context = {
        "brand": brand,
        "brands": list(brands_of(member)),
        "form": form,
        "admission": admission_at(brand, timezone.now()) if brand else None,
        "latest": latest_application(brand) if brand else None,
        "refusal": refusal,
    }
    return render(request, "console/apply.html", context, status=status)
