"""Admission to the pilot: the checklist, the decision and its limits."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django.fixtures import Settings

from hongmao.brands.actions import (
    admit,
    apply_for_pilot,
    end_admission,
    open_brand,
    open_store,
    refuse_admission,
    score_checklist,
)
from hongmao.brands.models import Admission, AdmissionState, Brand, Product, Store
from hongmao.brands.queries import (
    admission_at,
    admissions,
    applications,
    brands_of,
    products_by_item,
    products_of,
)
from hongmao.core.reasons import Reason
from hongmao.people.models import AuditRow, Person, Role
from tests.factories import (
    make_admission,
    make_brand,
    make_person,
    make_product,
    reason_of,
    undone,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = timezone.now()
DAY = timedelta(days=1)


def member_of(brand: Brand) -> Person:
    """Someone of a brand's team."""
    member = brand.team.first()
    assert member is not None
    return member


def apply(brand: Brand, *categories: str) -> Admission:
    """The brand's application for Taobao."""
    return apply_for_pilot(member_of(brand), brand, ["taobao"], [*(categories or ("home",))])


def failed(brand: Brand, *categories: str) -> list[object]:
    """The reasons of the checklist's failed tests."""
    rows = score_checklist(brand, [*categories])
    assert [row["test"] for row in rows if row["test"] != "rating"] == ["documents", "category"]
    return [row["reason"] for row in rows if not row["passed"]]


def test_a_brand_in_order_passes_every_test() -> None:
    rows = score_checklist(make_brand(), ["home", "beauty"])
    assert rows == [{"test": name, "passed": True} for name in ("rating", "documents", "category")]


@pytest.mark.parametrize(
    ("least", "rating", "passes"),
    [
        (4.5, "4.50", True),
        (4.5, "4.49", False),
        (4.5, "5.00", True),
        (4.7, "4.70", True),
        (4.7, "4.69", False),
    ],
)
def test_a_store_is_rated_as_the_pilot_asks_or_better(
    least: float, rating: str, passes: bool, settings: Settings
) -> None:
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"store_rating_least": least})
    assert failed(make_brand(rating=rating)) == ([] if passes else [Reason.STORE_RATING_LOW])


def test_every_store_is_looked_at_and_the_low_ones_are_named() -> None:
    brand = make_brand()
    store = open_store(
        member_of(brand), brand, marketplace="taobao", kind="taobao", store_id="low", name="小店",
        rating=Decimal("3.90"),
    )  # fmt: skip
    [row] = [row for row in score_checklist(brand, []) if not row["passed"]]
    assert row["facts"] == {"store": store.name, "rating": "3.90", "least": "4.5"}


def test_what_a_checklist_finds_is_the_reason_of_the_refusal() -> None:
    operator = make_person(Role.OPERATOR)
    bare = open_brand(make_person(Role.BRAND), slug="bare", name="空", licence=True, trademark=True)
    cases = {
        Reason.STORE_RATING_LOW: (make_brand(rating="4.20"), "home"),
        Reason.DOCUMENTS_MISSING: (make_brand(documents=False), "home"),
        Reason.CATEGORY_DENIED: (make_brand(), "medicine"),
        Reason.NO_STORE: (bare, "home"),
    }
    for reason, (brand, category) in cases.items():
        assert failed(brand, category) == [reason]
        admission = apply(brand, category)
        assert admission.state == AdmissionState.APPLIED
        decide = partial(admit, operator, admission.pk, NOW, NOW + DAY)
        assert reason_of(decide) is reason
        assert Admission.objects.get(pk=admission.pk).state == AdmissionState.APPLIED


def test_the_checklist_is_scored_again_when_it_is_decided() -> None:
    operator, brand = make_person(Role.OPERATOR), make_brand(rating="4.00")
    admission = apply(brand)
    assert not admission.checklist[0]["passed"]
    brand.stores.update(rating="4.90")
    admitted = admit(operator, admission.pk, NOW, NOW + DAY)
    assert admitted.checklist[0]["passed"]

    other = apply(make_brand())
    other.brand.stores.update(rating="1.00")
    wanted = reason_of(lambda: admit(operator, other.pk, NOW, NOW + DAY))
    assert wanted is Reason.STORE_RATING_LOW


def test_an_admission_says_who_decided_and_until_when() -> None:
    operator, admission = make_person(Role.OPERATOR), apply(make_brand())
    admit(operator, admission.pk, NOW, NOW + DAY)
    kept = Admission.objects.get(pk=admission.pk)
    assert (kept.state, kept.decided_by) == (AdmissionState.ADMITTED, operator)
    assert (kept.starts_at, kept.ends_at) == (NOW, NOW + DAY)
    assert kept.decided_at is not None
    row = AuditRow.objects.get(verb="admit")
    assert (row.actor, row.subject) == (operator, f"admission:{admission.pk}")


def test_a_decision_is_made_once() -> None:
    operator = make_person(Role.OPERATOR)
    admitted, refused = apply(make_brand()), apply(make_brand())
    admit(operator, admitted.pk, NOW, NOW + DAY)
    refuse_admission(operator, refused.pk, "请补交商标注册证。")
    assert Admission.objects.get(pk=refused.pk).refusal == "请补交商标注册证。"
    for pk in (admitted.pk, refused.pk):
        again = partial(admit, operator, pk, NOW, NOW + DAY)
        assert reason_of(again) is Reason.WRONG_STATE
        other = partial(refuse_admission, operator, pk, "不")
        assert reason_of(other) is Reason.WRONG_STATE
    assert reason_of(lambda: end_admission(operator, refused.pk)) is Reason.WRONG_STATE
    end_admission(operator, admitted.pk)
    assert reason_of(lambda: end_admission(operator, admitted.pk)) is Reason.WRONG_STATE


def test_a_brand_has_one_open_application_and_may_apply_again_after_it() -> None:
    operator, brand = make_person(Role.OPERATOR), make_brand()
    first = apply(brand)
    assert reason_of(lambda: apply(brand)) is Reason.WRONG_STATE
    refuse_admission(operator, first.pk, "再来")
    second = apply(brand)
    admit(operator, second.pk, NOW, NOW + DAY)
    assert reason_of(lambda: apply(brand)) is Reason.WRONG_STATE
    with pytest.raises(IntegrityError), undone():
        Admission.objects.create(brand=brand)
    end_admission(operator, second.pk)
    assert apply(brand).state == AdmissionState.APPLIED


def test_an_admission_holds_from_its_start_to_before_its_end() -> None:
    operator, brand = make_person(Role.OPERATOR), make_brand()
    admission = admit(operator, apply(brand).pk, NOW, NOW + DAY)
    tick = timedelta(microseconds=1)
    held = [admission_at(brand, at) for at in (NOW - tick, NOW, NOW + DAY - tick, NOW + DAY)]
    assert held == [None, admission, admission, None]
    assert admission_at(make_brand(), NOW) is None
    end_admission(operator, admission.pk)
    assert admission_at(brand, NOW) is None


def test_an_admission_ends_after_it_starts() -> None:
    pk = apply(make_brand()).pk
    with pytest.raises(IntegrityError), undone():
        admit(make_person(Role.OPERATOR), pk, NOW, NOW)


def test_operators_see_the_oldest_application_and_the_next_end_first() -> None:
    waiting = [apply(make_brand()) for _ in range(2)]
    late, soon = make_admission(make_brand(), days=20), make_admission(make_brand(), days=5)
    assert list(applications()) == waiting
    assert list(admissions()) == [soon, late]


def test_a_brand_its_stores_and_products_are_found_by_their_people_and_ids() -> None:
    member = make_person(Role.BRAND)
    brand, other = make_brand(member), make_brand()
    product = make_product(brand)
    make_product(other)
    assert list(brands_of(member)) == [brand]
    assert list(products_of(brand)) == [product]
    asked = [product.item_id, "nothing"]
    assert products_by_item("taobao", asked) == {product.item_id: product}
    assert products_by_item("jd", asked) == {}


def test_the_database_holds_what_stores_and_products_are() -> None:
    brand = make_brand()
    product, store = make_product(brand), brand.stores.get()
    for rating in ("5.01", "-0.01"):
        with pytest.raises(IntegrityError), undone():
            Store.objects.filter(pk=store.pk).update(rating=rating)
    with pytest.raises(IntegrityError), undone():
        Product.objects.filter(pk=product.pk).update(price=-1)
    with pytest.raises(IntegrityError), undone():
        make_product(make_brand()).__class__.objects.exclude(pk=product.pk).update(
            item_id=product.item_id
        )
    with pytest.raises(IntegrityError), undone():
        Store.objects.filter(brand=make_brand()).update(store_id=store.store_id)
