"""Placements: proposed, agreed, approved; and every reason for which one is not."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError
from django.utils import timezone

from hongmao.brands.actions import end_admission, list_product, open_campaign
from hongmao.brands.models import Admission, Campaign, Product, Terms
from hongmao.core.connector import Identifier, MadeLink, ProductRef, TryAgain
from hongmao.core.deeplinks import taobao_url
from hongmao.core.ids import is_code
from hongmao.core.reasons import Reason, Refusal
from hongmao.links import actions
from hongmao.links.leases import stock_adzones
from hongmao.links.models import OPEN_STATES, Lease, Link, Placement, PlacementState
from hongmao.links.queries import (
    awaiting_creator,
    awaiting_operator,
    cards,
    decided,
    placements_of_brand,
)
from hongmao.notes.models import Note, NoteState
from hongmao.people.models import AuditRow, Person, Role
from tests.factories import (
    PIDS,
    Marketplace,
    make_admission,
    make_brand,
    make_campaign,
    make_note,
    make_person,
    make_placement,
    make_product,
    reason_of,
    undone,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

DAY = timedelta(days=1)


class Scene:
    """An admitted brand with a campaign and a product, and a note to link them below."""

    def __init__(self) -> None:
        self.member = make_person(Role.BRAND)
        self.brand = make_brand(self.member)
        self.admission = make_admission(self.brand)
        self.campaign = make_campaign(self.brand)
        self.product = make_product(self.brand)
        self.note = make_note()

    def propose(self, actor: Person | None = None) -> Placement:
        """The brand proposes its product for the note, from what the database holds now."""
        return actions.propose(
            actor or self.member,
            Note.objects.get(pk=self.note.pk),
            Campaign.objects.get(pk=self.campaign.pk),
            Product.objects.get(pk=self.product.pk),
        )

    def list_product(self, category: str) -> None:
        """Propose a product of this category from now on."""
        self.product = make_product(self.brand, category)


@pytest.fixture
def scene() -> Scene:
    """Everything in order."""
    return Scene()


def end_now(scene: Scene) -> None:
    Admission.objects.update(ends_at=timezone.now())


def begin_later(scene: Scene) -> None:
    Admission.objects.update(starts_at=timezone.now() + DAY)


def end_admitted(scene: Scene) -> None:
    end_admission(make_person(Role.OPERATOR), scene.admission.pk)


def no_marketplace(scene: Scene) -> None:
    Admission.objects.update(marketplaces=[])


def other_category(scene: Scene) -> None:
    scene.list_product("beauty")


def denied_category(scene: Scene) -> None:
    Admission.objects.update(categories=["medicine"])
    scene.list_product("medicine")


def nameless(scene: Scene) -> None:
    scene.brand.name = " "
    scene.brand.save()


def over(scene: Scene) -> None:
    Campaign.objects.update(ends_at=timezone.now())


def not_begun(scene: Scene) -> None:
    Campaign.objects.update(starts_at=timezone.now() + DAY)


def terms_later(scene: Scene) -> None:
    Terms.objects.update(effective_from=timezone.now() + DAY)


def no_terms(scene: Scene) -> None:
    now = timezone.now()
    scene.campaign = open_campaign(scene.member, scene.brand, "空", now - DAY, now + DAY)


def draft(scene: Scene) -> None:
    Note.objects.update(state=NoteState.DRAFT)


def removed(scene: Scene) -> None:
    Note.objects.update(state=NoteState.REMOVED)


def other_brand(scene: Scene) -> None:
    scene.product = make_product(make_brand())


Spoil = Callable[[Scene], None]
SPOILT: list[tuple[Spoil, Reason]] = [
    (other_brand, Reason.PRODUCT_OF_ANOTHER_BRAND),
    (draft, Reason.NOTE_NOT_PUBLIC),
    (removed, Reason.NOTE_NOT_PUBLIC),
    (end_now, Reason.BRAND_NOT_ADMITTED),
    (begin_later, Reason.BRAND_NOT_ADMITTED),
    (end_admitted, Reason.BRAND_NOT_ADMITTED),
    (no_marketplace, Reason.MARKETPLACE_NOT_ADMITTED),
    (other_category, Reason.CATEGORY_NOT_ADMITTED),
    (denied_category, Reason.CATEGORY_DENIED),
    (nameless, Reason.LABEL_MISSING),
    (over, Reason.CAMPAIGN_OVER),
    (not_begun, Reason.CAMPAIGN_OVER),
    (terms_later, Reason.NO_TERMS),
    (no_terms, Reason.NO_TERMS),
]
LATER = [pair for pair in SPOILT if pair[0] not in (other_brand, other_category, denied_category,
                                                   no_terms)]  # fmt: skip
"""What can also turn wrong between the proposal and the approval."""


@pytest.mark.parametrize(("spoil", "reason"), SPOILT)
def test_a_rule_that_fails_refuses_the_proposal(scene: Scene, spoil: Spoil, reason: Reason) -> None:
    spoil(scene)
    assert reason_of(scene.propose) is reason
    assert not Placement.objects.exists()


@pytest.mark.parametrize(("spoil", "reason"), LATER)
def test_a_rule_that_fails_by_then_refuses_the_approval_and_the_resumption(
    scene: Scene, spoil: Spoil, reason: Reason
) -> None:
    operator = make_person(Role.OPERATOR)
    stock_adzones("taobao", PIDS)
    placement = scene.propose()
    actions.agree(placement.creator, placement.pk)
    with undone():
        spoil(scene)
        assert reason_of(lambda: actions.approve(operator, placement.pk, Marketplace())) is reason
        assert not Link.objects.exists()
        assert not Lease.objects.exists()
    actions.approve(operator, placement.pk, Marketplace())
    actions.pause(operator, placement.pk)
    spoil(scene)
    assert reason_of(lambda: actions.resume(operator, placement.pk)) is reason
    assert Placement.objects.get().state == PlacementState.PAUSED


def test_a_proposal_waits_for_the_notes_creator(scene: Scene) -> None:
    placement = scene.propose()
    assert (placement.state, placement.creator) == (PlacementState.PROPOSED, scene.note.creator)
    assert placement.store == scene.product.store
    assert list(awaiting_creator(scene.note.creator_id)) == [placement]
    assert list(placements_of_brand(scene.brand.pk)) == [placement]
    assert AuditRow.objects.get(verb="propose").actor == scene.member


@pytest.mark.parametrize("role", Role)
def test_only_the_brands_team_proposes(scene: Scene, role: Role) -> None:
    stranger = make_person(role)
    assert reason_of(lambda: scene.propose(stranger)) is Reason.NOT_ALLOWED


@pytest.mark.parametrize("state", PlacementState)
def test_a_note_carries_one_open_placement(scene: Scene, state: PlacementState) -> None:
    first = scene.propose()
    Placement.objects.filter(pk=first.pk).update(state=state)
    if state not in OPEN_STATES:
        assert scene.propose().state == PlacementState.PROPOSED
        return
    assert reason_of(scene.propose) is Reason.NOTE_HAS_PLACEMENT
    fields = ("note_id", "campaign_id", "brand_id", "creator_id", "store_id")
    with pytest.raises(IntegrityError), undone():
        Placement.objects.create(**{name: getattr(first, name) for name in fields})


def test_only_the_notes_creator_answers(scene: Scene) -> None:
    placement, other = scene.propose(), make_person(Role.CREATOR)
    for answer in (actions.agree, actions.decline):
        by_another = partial(answer, other, placement.pk)
        assert reason_of(by_another) is Reason.NOTE_OF_ANOTHER_CREATOR
    actions.decline(placement.creator, placement.pk)
    assert Placement.objects.get().state == PlacementState.REFUSED
    again = scene.propose()
    actions.agree(again.creator, again.pk)
    assert list(awaiting_operator()) == [again]
    assert not awaiting_creator(again.creator_id).exists()


def test_an_approval_mints_a_code_takes_a_lease_and_leaves_a_row() -> None:
    placement = make_placement()
    assert placement.state == PlacementState.APPROVED
    assert is_code(placement.link.code)
    assert placement.link.destination.startswith("https://s.click.taobao.com/")
    adzone = placement.lease.adzone
    assert adzone is not None
    assert adzone.pid in PIDS
    assert placement.lease.name == adzone.name
    assert (placement.lease.ends_at, placement.lease.shared) == (None, False)
    row = AuditRow.objects.get(verb="approve")
    assert row.facts == {"code": placement.link.code, "pid": adzone.pid}
    assert list(decided()) == [placement]


def test_where_leases_are_not_scarce_each_placement_has_its_links_code() -> None:
    placement = make_placement(PlacementState.AGREED)
    other = make_placement(PlacementState.AGREED, placement.brand)
    operator, marketplace = make_person(Role.OPERATOR), Marketplace(own_leases=True)
    for one in (placement, other):
        approved = actions.approve(operator, one.pk, marketplace)
        lease = approved.lease
        assert (lease.name, lease.adzone) == (approved.link.code, None)
        assert (lease.ends_at, lease.shared) == (None, False)
        row = AuditRow.objects.get(verb="approve", subject=f"placement:{one.pk}")
        assert row.facts == {"code": approved.link.code}
    ended = actions.end(operator, placement.pk)
    assert ended.lease.ends_at is not None


@pytest.mark.parametrize(
    ("marketplace", "reason"),
    [
        (Marketplace(refuse="Invalid app key"), Reason.MARKETPLACE_REFUSED),
        (Marketplace(host="taobao.evil.example"), Reason.HOST_NOT_ADMITTED),
        (Marketplace(host="s.click.taobao.com@evil.example"), Reason.HOST_NOT_ADMITTED),
        (Marketplace(app_url=taobao_url("https://evil.example")), Reason.HOST_NOT_ADMITTED),
        (Marketplace(app_url="https://s.click.taobao.com/"), Reason.HOST_NOT_ADMITTED),
        (Marketplace(universal_url="https://evil.example/"), Reason.HOST_NOT_ADMITTED),
        (Marketplace(click_parameter="a&b"), Reason.MARKETPLACE_REFUSED),
    ],
)
def test_what_the_marketplace_spoils_leaves_nothing_written(
    marketplace: Marketplace, reason: Reason
) -> None:
    placement = make_placement(PlacementState.AGREED)
    operator = make_person(Role.OPERATOR)
    stock_adzones("taobao", PIDS)
    assert reason_of(lambda: actions.approve(operator, placement.pk, marketplace)) is reason
    assert not Link.objects.exists()
    assert not Lease.objects.exists()
    assert Placement.objects.get().state == PlacementState.AGREED
    assert actions.approve(operator, placement.pk, Marketplace()).link


def test_an_approval_keeps_every_form_that_the_marketplace_made() -> None:
    made: dict[str, Any] = {
        "password": "￥4SKAZC8brVD￥",
        "app_url": taobao_url("https://s.click.taobao.com/t?e=1"),
        "universal_url": "https://b.mashort.cn/ulk/taobao?smburl=1",
        "click_parameter": "clid",
    }
    placement = make_placement(PlacementState.AGREED)
    stock_adzones("taobao", PIDS)
    actions.approve(make_person(Role.OPERATOR), placement.pk, Marketplace(**made))
    link = Link.objects.get()
    assert {name: getattr(link, name) for name in made} == made


def test_a_refusal_of_the_marketplace_is_told_in_its_own_words() -> None:
    class Throttled(Marketplace):
        """A marketplace that bans us for a while."""

        def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
            """Not now."""
            raise TryAgain("7", "This ban will last for 3 more seconds", 3)

    placement = make_placement(PlacementState.AGREED)
    stock_adzones("taobao", PIDS)
    with pytest.raises(Refusal, match="3 more seconds"):
        actions.approve(make_person(Role.OPERATOR), placement.pk, Throttled())


def test_an_account_without_adzones_approves_nothing() -> None:
    placement, operator = make_placement(PlacementState.AGREED), make_person(Role.OPERATOR)
    wanted = reason_of(lambda: actions.approve(operator, placement.pk, Marketplace()))
    assert wanted is Reason.NO_ADZONE


def test_a_placement_of_a_whole_store_leads_to_the_store(scene: Scene) -> None:
    class Asked(Marketplace):
        """A marketplace that remembers what a link was made to."""

        refs: list[ProductRef]

        def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
            """Remember, then make it."""
            self.refs = [ref]
            return super().make_link(ref, lease)

    stock_adzones("taobao", PIDS)
    placement, marketplace = scene.propose(), Asked()
    Placement.objects.filter(pk=placement.pk).update(product=None, state=PlacementState.AGREED)
    approved = actions.approve(make_person(Role.OPERATOR), placement.pk, marketplace)
    assert marketplace.refs == [ProductRef(store_id=approved.store.store_id)]
    card = cards([scene.note.pk], timezone.now())[scene.note.pk]
    assert (card.title, card.price, card.code) == (approved.store.name, 0, approved.link.code)


ALLOWED = {
    "agree": {"proposed"},
    "decline": {"proposed"},
    "approve": {"agreed"},
    "refuse": {"proposed", "agreed"},
    "pause": {"approved"},
    "resume": {"paused"},
    "end": {"approved", "paused"},
}
TO = {
    "agree": "agreed",
    "decline": "refused",
    "approve": "approved",
    "refuse": "refused",
    "pause": "paused",
    "resume": "approved",
    "end": "ended",
}


@pytest.mark.parametrize("state", PlacementState)
def test_each_verb_is_for_its_states_only(state: PlacementState) -> None:
    operator = make_person(Role.OPERATOR)
    with_link = state not in (PlacementState.PROPOSED, PlacementState.AGREED)
    placement = make_placement(PlacementState.APPROVED if with_link else state)
    stock_adzones("taobao", PIDS)
    Placement.objects.update(state=state)
    creator, pk = placement.creator, placement.pk
    verbs: dict[str, Callable[[], Placement]] = {
        "agree": lambda: actions.agree(creator, pk),
        "decline": lambda: actions.decline(creator, pk),
        "approve": lambda: actions.approve(operator, pk, Marketplace()),
        "refuse": lambda: actions.refuse(operator, pk, "缺少样品。"),
        "pause": lambda: actions.pause(operator, pk),
        "resume": lambda: actions.resume(operator, pk),
        "end": lambda: actions.end(operator, pk),
    }
    for verb, act in verbs.items():
        with undone():
            if state in ALLOWED[verb]:
                act()
                assert Placement.objects.get().state == TO[verb]
                assert AuditRow.objects.filter(verb=verb, subject=f"placement:{pk}").exists()
            else:
                assert reason_of(act) is Reason.WRONG_STATE
                assert Placement.objects.get().state == state


def test_a_refusal_is_kept_in_words() -> None:
    placement = make_placement(PlacementState.AGREED)
    actions.refuse(make_person(Role.OPERATOR), placement.pk, "缺少样品。")
    kept = Placement.objects.get()
    assert kept.refusal == "缺少样品。"
    assert kept.decided_at is not None


def test_a_product_is_of_its_stores_marketplace() -> None:
    brand = make_brand()
    product = list_product(
        make_person(), brand.stores.get(), item_id="x", title="x", category="home", price=1
    )
    assert product.marketplace == "taobao"


def test_a_link_carries_the_number_of_an_enrolled_creator_where_the_marketplace_takes_it(
    scene: Scene,
) -> None:
    asked: list[str] = []

    class Naming(Marketplace):
        def make_link(self, ref: ProductRef, lease: str, relation_id: str = "") -> MadeLink:
            asked.append(relation_id)
            return super().make_link(ref, lease)

    naming, silent = Naming(), Naming()
    returns = frozenset({Identifier.LEASE, Identifier.CREATOR_ID})
    naming.capabilities = msgspec.structs.replace(naming.capabilities, returns=returns)
    silent.capabilities = msgspec.structs.replace(silent.capabilities, returns=frozenset())
    operator, placement = make_person(Role.OPERATOR), scene.propose()
    actions.agree(placement.creator, placement.pk)
    for relation in ("42", "43"):
        actions.enrol(operator, placement.creator, "taobao", relation)
    stock_adzones("taobao", PIDS)
    for marketplace in (naming, silent):
        with undone():
            actions.approve(operator, placement.pk, marketplace)
    assert asked == ["43", ""]


@pytest.mark.parametrize("relation", ["", "4 2", "mm_1", "1" * 19, "４２"])
def test_a_number_that_reads_wrong_is_refused(relation: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.enrol(make_person(Role.OPERATOR), make_person(Role.CREATOR), "taobao", relation)
    assert refused.value.reason is Reason.RELATION_UNREADABLE


def test_a_number_is_one_creators_and_only_a_creators() -> None:
    operator, creator = make_person(Role.OPERATOR), make_person(Role.CREATOR)
    actions.enrol(operator, creator, "taobao", "42")
    with pytest.raises(Refusal) as refused:
        actions.enrol(operator, make_person(Role.CREATOR), "taobao", "42")
    assert refused.value.reason is Reason.RELATION_TAKEN
    with pytest.raises(Refusal) as refused:
        actions.enrol(operator, make_person(Role.BRAND), "taobao", "43")
    assert refused.value.reason is Reason.NOT_A_CREATOR
