"""Fills the demo's database once, through the actions that the screens use."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from hongmao.brands import actions as brands
from hongmao.brands.models import Brand, Campaign, Product
from hongmao.core.connector import Connector
from hongmao.core.terms import share_of_fee
from hongmao.demo import content as texts
from hongmao.demo.life import enliven
from hongmao.demo.pictures import Recipe, placeholder, render_all
from hongmao.demo.visitor import SandboxAdmin
from hongmao.links import actions as links
from hongmao.links.leases import stock_adzones
from hongmao.notes.actions.notes import NoteText, PictureFile, publish_note
from hongmao.notes.models import Note
from hongmao.people.actions import create_person
from hongmao.people.models import Person, Role
from hongmao.settings import Settings

PASSWORD = "hongmao-demo"
OPERATOR = "operator"
PICTURES = "demo"
"""The folder below the media folder where the demo's pictures lie."""
CREATOR_SHARE = 6_000
LEFT_WAITING = 2
"""Placements left for a visitor to finish: one for its creator to answer, one to be approved."""


class Seed:
    """Everything the demo starts with."""

    def __init__(self, values: Settings, media: Path, out: Console) -> None:
        self._values, self._media, self._out = values, media, out
        self._content = texts.load_content()
        self._now = timezone.now()
        self._files: dict[Recipe, Path] = {}

    @property
    def done(self) -> bool:
        """Whether the database was seeded before."""
        return Person.objects.filter(username=OPERATOR).exists()

    def draw(self) -> None:
        """Draw every picture that is not there yet."""
        recipes = self._content.recipes
        with _bar(self._out) as bar:
            task = bar.add_task(f"Drawing {len(recipes)} pictures", total=None)
            self._files = render_all(
                recipes,
                self._media / PICTURES,
                lambda done, total: bar.update(task, completed=done, total=total),
            )

    def stock_marketplace(self, admin: SandboxAdmin) -> None:
        """Put the brands' stores and products on sale in the sandbox."""
        stores, products = [], []
        for brand in self._content.brands:
            store = brand.store
            stores.append(
                {"store_id": store.store_id, "seller_id": store.seller_id, "name": store.name.zh,
                 "kind": store.marketplace}
            )  # fmt: skip
            products += [
                {"item_id": product.item_id, "store_id": store.store_id,
                 "title_zh": product.title.zh, "title_en": product.title.en,
                 "price_fen": product.price_fen, "commission_bps": product.commission_bp,
                 "kind": store.marketplace, "picture_url": self._picture_url(product.recipe)}
                for product in brand.products
            ]  # fmt: skip
        admin.call("catalogue", stores=stores, products=products)

    def people_and_notes(self, marketplace: Connector) -> None:
        """Open accounts, brands and campaigns; publish the notes; place the sponsored ones."""
        with transaction.atomic():
            creators = {one.handle: self._creator(one) for one in self._content.creators}
            opened = [self._brand(one) for one in self._content.brands]
            notes = self._notes(creators)
            enliven([note for _, note in notes])
            operator = create_person(
                OPERATOR, PASSWORD, Role.OPERATOR, "平台运营", name_en="Operator"
            )
            campaigns = self._campaigns(operator, opened)
        stock_adzones("taobao", self._values.taobao_pids)
        self._place(operator, notes, campaigns, marketplace)

    def _creator(self, one: texts.Creator) -> Person:
        return create_person(
            one.handle, PASSWORD, Role.CREATOR, one.name.zh, name_en=one.name.en, bio=one.bio.zh,
            bio_en=one.bio.en, avatar=self._file(one.recipe),
        )  # fmt: skip

    def _brand(self, one: texts.Brand) -> Brand:
        member = create_person(one.slug, PASSWORD, Role.BRAND, one.name.zh, name_en=one.name.en)
        brand = brands.open_brand(
            member, slug=one.slug, name=one.name.zh, name_en=one.name.en, about=one.about.zh,
            about_en=one.about.en, licence=one.documents, trademark=one.documents,
        )  # fmt: skip
        store = brands.open_store(
            member, brand, marketplace="taobao", kind=one.store.marketplace,
            store_id=one.store.store_id, seller_id=one.store.seller_id, name=one.store.name.zh,
            rating=f"{one.rating:.2f}",
        )  # fmt: skip
        for product in one.products:
            brands.list_product(
                member, store, item_id=product.item_id, title=product.title.zh,
                title_en=product.title.en, category=product.category, price=product.price_fen,
                picture=self._file(product.recipe),
            )  # fmt: skip
        brands.apply_for_pilot(member, brand, ["taobao"], list(one.categories))
        return brand

    def _notes(self, creators: Mapping[str, Person]) -> list[tuple[texts.Note, Note]]:
        names = {topic.slug: topic.name for topic in self._content.topics}
        published = []
        for one in self._content.notes:
            text = NoteText(
                title=one.title.zh,
                title_en=one.title.en,
                body=one.body.zh,
                body_en=one.body.en,
                topics=tuple(names[slug].zh for slug in one.topics),
                topics_en=tuple(names[slug].en for slug in one.topics),
            )
            pictures = [self._picture(recipe, one) for recipe in one.recipes]
            at = self._now - timedelta(days=one.days_ago)
            published.append((one, publish_note(creators[one.creator], text, pictures, at)))
        return published

    def _campaigns(self, operator: Person, opened: list[Brand]) -> dict[int, Campaign]:
        """Admit the brands that pass the checklist, each with a campaign that runs now."""
        campaigns, start = {}, self._now - timedelta(days=30)
        for brand in opened:
            application, member = brand.admissions.get(), brand.team.get()
            if not all(row["passed"] for row in application.checklist):
                continue
            brands.admit(operator, application.pk, start, self._now + timedelta(days=60))
            campaign = brands.open_campaign(
                member, brand, "秋日种草", start, self._now + timedelta(days=30), "Autumn notes"
            )
            brands.add_terms(member, campaign, share_of_fee(CREATOR_SHARE), start)
            campaigns[brand.pk] = campaign
        return campaigns

    def _place(
        self,
        operator: Person,
        notes: list[tuple[texts.Note, Note]],
        campaigns: Mapping[int, Campaign],
        marketplace: Connector,
    ) -> None:
        """Attach products to the notes about them; the newest are left waiting."""
        items = {product.item_id: product for product in Product.objects.select_related("store")}
        sponsored = [
            (note, items[one.product])
            for one, note in notes
            if one.product and items[one.product].store.brand_id in campaigns
        ]
        waiting = count(len(sponsored), -1)
        with _bar(self._out) as bar:
            for note, product in bar.track(sponsored, description="Asking for links"):
                campaign = campaigns[product.store.brand_id]
                placement = links.propose(campaign.brand.team.get(), note, campaign, product)
                left = next(waiting)
                if left > 1:
                    links.agree(note.creator, placement.pk)
                if left > LEFT_WAITING:
                    links.approve(operator, placement.pk, marketplace)

    def _file(self, recipe: Recipe) -> str:
        return f"{PICTURES}/{self._files[recipe].name}"

    def _picture(self, recipe: Recipe, note: texts.Note) -> PictureFile:
        width, height = recipe.size
        colour = placeholder(self._files[recipe].read_bytes())
        return PictureFile(self._file(recipe), width, height, colour, note.title.zh, note.title.en)

    def _picture_url(self, recipe: Recipe) -> str:
        return f"{self._values.web_address}/media/{self._file(recipe)}"


def _bar(out: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=out
    )
