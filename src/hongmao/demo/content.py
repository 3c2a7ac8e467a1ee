"""The demo community's people, brands and notes, read from `content/` and checked as a whole.

Everything shown is in both languages. Pictures are recipes in words; `recipe` and `recipes` are
what `hongmao.demo.pictures` renders.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from hongmao.demo.pictures import SCENES, Recipe, RecipeError, parse_recipe

FOLDER = Path(__file__).parent / "content"
CREATORS, BRANDS, LEAST_NOTES = 12, 5, 60
MOST_PICTURES = 4
_CJK = re.compile(r"[\u3400-\u9fff]")

T = TypeVar("T")


class ContentError(ValueError):
    """Content that does not hold together; the message names each fault on a line of its own."""


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in Simplified Chinese and in English."""

    zh: str
    en: str


class Creator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Someone who writes; `handle` is their name in addresses, `avatar` a recipe in words."""

    handle: str
    name: Text
    bio: Text
    avatar: str

    @property
    def recipe(self) -> Recipe:
        """The avatar's recipe."""
        return parse_recipe(self.avatar)


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A category or a topic."""

    slug: str
    name: Text


class Store(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A brand's store in a marketplace, by the ids it has there."""

    marketplace: Literal["taobao", "tmall"]
    store_id: str
    seller_id: str
    name: Text


class Product(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something for sale: price in fen, the marketplace's commission in basis points of the price.

    `item_id` is opaque, as Taobao's mixed ids are.
    """

    item_id: str
    title: Text
    price_fen: int
    commission_bp: int
    category: str
    picture: str

    @property
    def recipe(self) -> Recipe:
        """The product picture's recipe."""
        return parse_recipe(self.picture)


class Brand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A brand that applies: its store's rating (0 to 5) and whether its documents are there."""

    slug: str
    name: Text
    about: Text
    rating: float
    documents: bool
    categories: tuple[str, ...]
    store: Store
    products: tuple[Product, ...]


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note, written `days_ago`; `product` is the item id it is placed with, empty if organic."""

    key: str
    creator: str
    days_ago: float
    topics: tuple[str, ...]
    pictures: tuple[str, ...]
    title: Text
    body: Text
    product: str = ""

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """The pictures' recipes, the cover first."""
        return tuple(parse_recipe(words) for words in self.pictures)


class Content(msgspec.Struct, frozen=True):
    """All of it, the notes from the oldest to the newest."""

    creators: tuple[Creator, ...]
    categories: tuple[Named, ...]
    topics: tuple[Named, ...]
    brands: tuple[Brand, ...]
    notes: tuple[Note, ...]

    @property
    def products(self) -> dict[str, tuple[Brand, Product]]:
        """Brand and product by item id."""
        return {p.item_id: (brand, p) for brand in self.brands for p in brand.products}

    @property
    def recipes(self) -> list[Recipe]:
        """Every picture needed, each once, covers before what only an open note shows."""
        covers = [note.recipes[0] for note in reversed(self.notes)]
        faces = [creator.recipe for creator in self.creators]
        goods = [product.recipe for _, product in self.products.values()]
        rest = [recipe for note in reversed(self.notes) for recipe in note.recipes[1:]]
        return list(dict.fromkeys([*covers, *faces, *goods, *rest]))


class _BrandsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    categories: tuple[Named, ...]
    brands: tuple[Brand, ...]


def load_content(folder: Path = FOLDER) -> Content:
    """The content in `folder`; raises `ContentError` naming every fault found in it."""
    brands = _read(folder / "brands.json", _BrandsFile)
    notes = [
        note
        for path in sorted(folder.glob("notes-*.json"))
        for note in _read(path, tuple[Note, ...])
    ]
    content = Content(
        creators=_read(folder / "creators.json", tuple[Creator, ...]),
        categories=brands.categories,
        topics=_read(folder / "topics.json", tuple[Named, ...]),
        brands=brands.brands,
        notes=tuple(sorted(notes, key=lambda note: (-note.days_ago, note.key))),
    )
    faults = [*_counts(content), *_repeats(content), *_texts(content)]
    faults += [*_references(content), *_pictures(content), *_prices(content)]
    if faults:
        raise ContentError("\n".join(faults))
    return content


def _read(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as fault:
        raise ContentError(f"{path.name}: {fault}") from fault


def _counts(content: Content) -> Iterator[str]:
    if len(content.creators) != CREATORS:
        yield f"{len(content.creators)} creators, not {CREATORS}"
    if len(content.brands) != BRANDS:
        yield f"{len(content.brands)} brands, not {BRANDS}"
    if len(content.notes) < LEAST_NOTES:
        yield f"{len(content.notes)} notes, fewer than {LEAST_NOTES}"


def _repeats(content: Content) -> Iterator[str]:
    stores = [brand.store for brand in content.brands]
    products = [product for brand in content.brands for product in brand.products]
    kinds: dict[str, list[str]] = {
        "handle": [creator.handle for creator in content.creators],
        "brand": [brand.slug for brand in content.brands],
        "store_id": [store.store_id for store in stores],
        "seller_id": [store.seller_id for store in stores],
        "item_id": [product.item_id for product in products],
        "note": [note.key for note in content.notes],
        "topic": [topic.slug for topic in content.topics],
    }
    for kind, values in kinds.items():
        yield from (f"{kind} {value!r} twice" for value, n in Counter(values).items() if n > 1)


def _texts(content: Content) -> Iterator[str]:
    for where, text in texts(content):
        if not text.zh.strip() or not _CJK.search(text.zh):
            yield f"{where}: no Chinese"
        if not text.en.strip() or _CJK.search(text.en):
            yield f"{where}: no English, or Chinese in it"


def texts(content: Content) -> Iterator[tuple[str, Text]]:
    """Every text shown, with the place it stands in."""
    for creator in content.creators:
        yield f"creator {creator.handle} name", creator.name
        yield f"creator {creator.handle} bio", creator.bio
    for named in (*content.categories, *content.topics):
        yield f"{named.slug} name", named.name
    for brand in content.brands:
        yield f"brand {brand.slug} name", brand.name
        yield f"brand {brand.slug} about", brand.about
        yield f"brand {brand.slug} store", brand.store.name
        for product in brand.products:
            yield f"product {product.item_id} title", product.title
    for note in content.notes:
        yield f"note {note.key} title", note.title
        yield f"note {note.key} body", note.body


def _references(content: Content) -> Iterator[str]:
    handles = {creator.handle for creator in content.creators}
    topics = {topic.slug for topic in content.topics}
    categories = {category.slug for category in content.categories}
    for note in content.notes:
        if note.creator not in handles:
            yield f"note {note.key}: no creator {note.creator!r}"
        if note.product and note.product not in content.products:
            yield f"note {note.key}: no product {note.product!r}"
        if not note.topics:
            yield f"note {note.key}: no topic"
        yield from _unknown(f"note {note.key}", "topic", note.topics, topics)
    for brand in content.brands:
        yield from _unknown(f"brand {brand.slug}", "category", brand.categories, categories)
        sold = [product.category for product in brand.products]
        yield from _unknown(f"brand {brand.slug}", "category of its own", sold, brand.categories)


def _unknown(where: str, what: str, values: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    have = set(known)
    yield from (f"{where}: no {what} {value!r}" for value in values if value not in have)


def _pictures(content: Content) -> Iterator[str]:
    wanted = [(f"creator {one.handle}", one.avatar, "avatar") for one in content.creators]
    for _, product in content.products.values():
        wanted.append((f"product {product.item_id}", product.picture, "product"))
    for note in content.notes:
        if not 1 <= len(note.pictures) <= MOST_PICTURES:
            yield f"note {note.key}: {len(note.pictures)} pictures, not 1 to {MOST_PICTURES}"
        wanted += [(f"note {note.key}", words, "") for words in note.pictures]
    for where, words, shape in wanted:
        try:
            recipe = parse_recipe(words)
        except RecipeError as fault:
            yield f"{where}: {fault}"
            continue
        if recipe.scene not in SCENES:
            yield f"{where}: no scene {recipe.scene!r}"
        if shape and recipe.shape != shape:
            yield f"{where}: {words!r} is not of the shape {shape!r}"


def _prices(content: Content) -> Iterator[str]:
    for brand in content.brands:
        if not 0 <= brand.rating <= 5:
            yield f"brand {brand.slug}: a rating of {brand.rating}"
        for product in brand.products:
            if product.price_fen <= 0 or not 0 < product.commission_bp < 10_000:
                yield f"product {product.item_id}: price or commission out of range"
    for note in content.notes:
        if note.days_ago < 0:
            yield f"note {note.key}: written in the future"
