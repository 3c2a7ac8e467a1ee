"""What a brand does for itself: its application, its stores, its products."""

from typing import IO

from django.db import IntegrityError, transaction

from hongmao.brands.actions import apply_for_pilot, list_product, open_brand, open_store
from hongmao.brands.models import Admission, Brand, Product, Store
from hongmao.core.reasons import Reason, Refusal
from hongmao.people.actions import become_brand, record
from hongmao.people.models import Person
from hongmao.people.pictures import keep_picture

EDITABLE = ("title", "title_en", "category", "price", "picture")
PICTURES = "products"
"""The folder below the media folder where their pictures lie."""
SIDE = 480
"""Pixels of a picture's side: the largest card's, on a screen of three dots a pixel."""


@transaction.atomic
def hand_in(
    member: Person,
    brand: Brand | None,
    papers: dict[str, str],
    store: dict[str, object] | None,
    categories: list[str],
    **fields: object,
) -> Admission:
    """Apply for the pilot with everything at once; a brand is opened where there is none yet.

    A reader who opens one becomes its member, and is a reader no longer.

    `papers` are the numbers of the licence and the trademark, empty where one is not handed in;
    `store` is another store of the brand. An operator compares all of it with the documents.
    Raises `Refusal`: NOT_ALLOWED, STORE_TAKEN, WRONG_STATE.
    """
    if brand is None:
        brand = open_brand(member, **fields)
        become_brand(member)
    elif not brand.team.filter(pk=member.pk).exists():
        raise Refusal(Reason.NOT_ALLOWED)
    for name, number in papers.items():
        if number:
            setattr(brand, f"{name}_number", number)
            setattr(brand, name, True)
    brand.save()
    if store is not None:
        _open(member, brand, store)
    marketplaces = sorted(set(brand.stores.values_list("marketplace", flat=True)))
    return apply_for_pilot(member, brand, marketplaces, categories)


def _open(member: Person, brand: Brand, store: dict[str, object]) -> Store:
    try:
        with transaction.atomic():
            return open_store(member, brand, **store)
    except IntegrityError:
        raise Refusal(Reason.STORE_TAKEN) from None


@transaction.atomic
def shelve(
    member: Person, store: Store, picture: IO[bytes] | None = None, **fields: object
) -> Product:
    """List a product; one that was withdrawn comes back with these fields.

    Raises `Refusal`: NOT_ALLOWED, PRODUCT_LISTED, PICTURE_REFUSED.
    """
    _of_team(member, store)
    known = Product.objects.filter(marketplace=store.marketplace, item_id=fields["item_id"]).first()
    if known is not None and (known.store_id != store.pk or not known.withdrawn):
        raise Refusal(Reason.PRODUCT_LISTED)
    fields |= _pictured(picture)
    if known is None:
        return list_product(member, store, **fields)
    known.withdrawn = False
    return _keep(member, known, fields, "shelve")


@transaction.atomic
def change_product(
    member: Person, product_id: int, picture: IO[bytes] | None = None, **fields: object
) -> Product:
    """Change a product's words, category, price or picture.

    The picture before stays in its folder: pages that readers keep show it. Raises `Refusal`:
    NOT_ALLOWED, PICTURE_REFUSED.
    """
    product = _product(member, product_id)
    return _keep(member, product, fields | _pictured(picture), "change_product")


@transaction.atomic
def withdraw_product(member: Person, product_id: int) -> Product:
    """Offer a product no longer; links that are live stay until they are ended."""
    product = _product(member, product_id)
    product.withdrawn = True
    return _keep(member, product, {}, "withdraw_product")


def _product(member: Person, product_id: int) -> Product:
    rows = Product.objects.select_for_update(of=("self",)).select_related("store__brand")
    product = rows.get(pk=product_id)
    _of_team(member, product.store)
    return product


def _pictured(picture: IO[bytes] | None) -> dict[str, object]:
    return {"picture": keep_picture(picture, PICTURES, SIDE)} if picture else {}


def _of_team(member: Person, store: Store) -> None:
    if not store.brand.team.filter(pk=member.pk).exists():
        raise Refusal(Reason.NOT_ALLOWED)


def _keep(member: Person, product: Product, fields: dict[str, object], verb: str) -> Product:
    for name in EDITABLE:
        if name in fields:
            setattr(product, name, fields[name])
    product.save()
    record(member, verb, f"product:{product.pk}")
    return product
