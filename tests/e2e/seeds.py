"""What the browser tests start from; `tests.run` calls this over HONGMAO_HOME."""

from datetime import timedelta

from django.conf import settings as django_settings
from django.utils import timezone
from PIL import Image

from hongmao.brands.models import Product
from hongmao.notes.actions.boards import collect
from hongmao.notes.actions.comments import comment
from hongmao.notes.actions.social import like
from hongmao.orders.models import Match
from hongmao.people.models import Role
from hongmao.settlement.actions.deposits import Movement, record_deposit
from hongmao.settlement.actions.reconciliation import reconcile
from hongmao.settlement.models import Commission, Statement, StatementLine
from tests.factories import make_note, make_person, make_placement
from tests.settlement.claiming import Case
from tests.settlement.closing import make_way, this_month
from tests.template import migrate


def make() -> dict[str, object]:
    """An operator, and notes of others: everybody else signs up."""
    migrate()
    now, media = timezone.now(), django_settings.HONGMAO.home / "media"
    for back in range(12):
        file = media / make_note(at=now - timedelta(hours=back)).pictures.get().file
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (90, 120), f"hsl({back * 30}, 30%, 70%)").save(file)
    return {"operator": make_person(Role.OPERATOR).username}


def make_closed() -> dict[str, object]:
    """An order from its click to a closed statement."""
    migrate()
    placement = make_way(django_settings.HONGMAO.home)
    return {
        "creator": placement.creator.username,
        "note": placement.note_id,
        "statement": Statement.objects.get(party__kind="creator").pk,
        "commission": Commission.objects.get().pk,
        "match": Match.objects.get(current=True).pk,
        "click": Match.objects.get(current=True).click_id,
    }


def make_read() -> dict[str, object]:
    """Sixty notes of twelve creators, with likes and comments; a reader who has an account."""
    migrate()
    creators = [make_person(Role.CREATOR, bio="认真生活") for _ in range(12)]
    now, reader = timezone.now(), make_person(Role.READER, name="读者", name_en="Reader")
    topics = ("茶", "早晨", "阳台", "猫")
    notes = [
        make_note(
            creators[number % 12],
            now - timedelta(hours=number),
            topics=(topics[number % 4], "日常"),
            body="水温九十二度，粉水比一比十五。" * 6,
        )
        for number in range(60)
    ]
    for note in notes[:9]:
        like(reader, note.pk)
    first = comment(reader, notes[0].pk, "水温真的这么重要吗？")
    comment(creators[0], notes[0].pk, "差三度味道就不一样。", first.pk)
    collect(reader, notes[0].pk)
    return {"note": notes[0].pk, "creator": creators[0].username, "reader": reader.username}


def make_live() -> dict[str, object]:
    """One live placement, of a product with a picture."""
    migrate()
    placement = make_placement(note=make_note(title="一壶手冲", title_en="A pour-over"))
    Product.objects.update(picture="products/cup.png")
    for name in ("products/cup.png", placement.note.pictures.get().file):
        file = django_settings.HONGMAO.home / "media" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (160, 160), "#b5651d").save(file)
    return {"note": placement.note_id, "code": placement.link.code}


def make_every() -> dict[str, object]:
    """Something on every page: a closed month, a claim, a batch, an invoice; who sees which."""
    migrate()
    home = django_settings.HONGMAO.home
    operator, reader = make_person(Role.OPERATOR), make_person(Role.READER)
    case = Case(home)
    claim = case.claim("never reported", amount=10_000)
    deposit = Movement(100_000, "CNY", "main", "B-1")
    record_deposit(operator, case.placement.brand_id, deposit)
    placement = make_way(home)  # from here on the month is closed
    creator, member = placement.creator, placement.brand.team.first()
    assert member
    for _ in range(8):  # among which a sponsored one may stand
        make_note(creator)
    comment(reader, placement.note_id, "水温真的这么重要吗？")
    like(reader, placement.note_id)
    month = this_month()
    reconciliation = reconcile("taobao", month.key, month.ends_at)
    commission = Commission.objects.filter(creator=creator).first()
    match = Match.objects.filter(current=True, placement=placement).first()
    assert commission
    assert match
    statement = Statement.objects.get(party__kind="creator", party__name=creator.pk).pk
    line = StatementLine.objects.filter(statement=statement)[0].pk
    chain = [f"/commissions/{commission.pk}", f"/commissions/{commission.pk}/order",
             f"/matches/{match.pk}", f"/matches/{match.pk}/click"]  # fmt: skip
    campaign = placement.campaign_id
    return {
        "": {"pages": ["/", f"/n/{placement.note_id}", "/login", f"/embed/n/{placement.note_id}",
                       "/n/999999", f"/n/{placement.note_id}?link=link_paused", "/sign-up",
                       f"/n/{placement.note_id}/why", f"/c/{creator.username}", "/search?q=笔记"]},
        "reader": {"name": reader.username, "pages": [
            "/", f"/n/{placement.note_id}", "/mine", "/following", "/write", "/settings"]},
        "creator": {"name": creator.username, "pages": [
            "/creator", "/payouts", "/creator/claims", "/statements", "/write", "/notices",
            f"/statements/{statement}", f"/lines/{line}", *chain]},
        "brand": {"name": member.username, "pages": [
            "/brand", "/brand/placements", "/brand/products", "/brand/apply", "/brand/prepaid",
            "/campaigns",
            f"/campaigns/{campaign}/terms", "/statements", "/operator"]},
        "operator": {"name": operator.username, "pages": [
            "/operator", "/operator/reports", "/operator/synonyms", "/operator/payouts",
            "/operator/prepaid", "/operator/settlement",
            f"/operator/reconciliations/{reconciliation.pk}", "/operator/claims",
            f"/operator/claims/{claim.pk}", "/campaigns", f"/campaigns/{campaign}/terms",
            "/statements", *chain]},
    }  # fmt: skip


def make_reading() -> dict[str, object]:
    """A few notes to read."""
    migrate()
    creator = make_person(Role.CREATOR)
    notes = [make_note(creator, title=f"一壶手冲 {n}", title_en=f"Pour-over {n}") for n in range(6)]
    return {"creator": creator.username, "note": notes[0].pk, "other": notes[1].pk}
