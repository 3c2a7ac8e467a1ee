"""What the browser tests start from; `tests.run` calls this over HONGMAO_HOME."""

from datetime import timedelta

from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import timezone

from hongmao.brands.actions import add_terms, apply_for_pilot, open_campaign
from hongmao.core.terms import share_of_fee
from hongmao.orders.models import Match
from hongmao.people.models import Role
from hongmao.settlement.models import Commission, Statement
from tests.factories import make_brand, make_note, make_person, make_product
from tests.settlement.closing import make_way

CREATOR_SHARE = 6_000


def make() -> dict[str, object]:
    """A brand that has applied, with campaign and product; a creator with a note; other notes."""
    call_command("migrate", verbosity=0)
    member, creator = make_person(Role.BRAND), make_person(Role.CREATOR)
    brand = make_brand(member)
    product = make_product(brand, price=12_800)
    apply_for_pilot(member, brand, ["taobao"], ["home"])
    now = timezone.now()
    campaign = open_campaign(
        member, brand, "秋日", now - timedelta(days=1), now + timedelta(days=9), "Autumn"
    )
    add_terms(member, campaign, share_of_fee(CREATOR_SHARE), now - timedelta(days=1))
    note = make_note(creator, title="一壶手冲", title_en="A pour-over", body="水温九十二度。")
    for back in range(12):
        make_note(at=now - timedelta(hours=back))
    store = brand.stores.get()
    return {
        "operator": make_person(Role.OPERATOR).username,
        "brand": member.username,
        "creator": creator.username,
        "note": note.pk,
        "product": product.pk,
        "catalogue": {
            "stores": [
                {
                    "store_id": store.store_id,
                    "seller_id": store.store_id,
                    "name": store.name,
                    "kind": "tmall",
                }
            ],
            "products": [
                {
                    "item_id": product.item_id,
                    "store_id": store.store_id,
                    "title_zh": product.title,
                    "title_en": product.title_en,
                    "price_fen": product.price,
                    "commission_bps": 1_000,
                    "kind": "tmall",
                    "picture_url": "",
                }
            ],
        },
    }


def make_closed() -> dict[str, object]:
    """An order from its click to a closed statement."""
    call_command("migrate", verbosity=0)
    placement = make_way(django_settings.HONGMAO.home)
    return {
        "creator": placement.creator.username,
        "note": placement.note_id,
        "statement": Statement.objects.get(party__kind="creator").pk,
        "commission": Commission.objects.get().pk,
        "match": Match.objects.get(current=True).pk,
        "click": Match.objects.get(current=True).click_id,
    }


def make_reading() -> dict[str, object]:
    """A few notes to read."""
    call_command("migrate", verbosity=0)
    creator = make_person(Role.CREATOR)
    notes = [make_note(creator, title=f"一壶手冲 {n}", title_en=f"Pour-over {n}") for n in range(6)]
    return {"creator": creator.username, "note": notes[0].pk, "other": notes[1].pk}
