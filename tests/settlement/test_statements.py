"""Closing months: every entry in one line of one statement, and opening + lines = closing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.orders import OrderRevision, OrderStatus
from hongmao.core.reasons import Reason
from hongmao.core.settlement import month, month_at
from hongmao.jobs.audit import audit, differs
from hongmao.ledger import actions as ledger
from hongmao.ledger.models import Entry
from hongmao.ledger.queries import closed_until
from hongmao.links.models import Placement
from hongmao.settlement.actions import statements as actions
from hongmao.settlement.models import Party, Period, Statement, StatementLine
from hongmao.settlement.queries.periods import months_due
from hongmao.settlement.queries.proof import digest_lines
from tests.factories import examples, make_placement, make_revision, reason_of, undone
from tests.settlement.closing import (
    book,
    clock_at,
    close,
    columns,
    later,
    month_after,
    send_back,
    sure,
    this_month,
    zone,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def placement() -> Placement:
    """A live placement; its terms give the creator 60 %."""
    return make_placement()


def statement_of(kind: str, name: object, key: str) -> Statement:
    """A party's statement of a month."""
    return Statement.objects.get(party__kind=kind, party__name=str(name), period__key=key)


def lines(statement: Statement) -> list[tuple[str, int, int, int]]:
    """A statement's lines, in order."""
    found = statement.each_line.order_by("pk")
    return list(found.values_list("kind", "held", "posted", "aside"))


def now_ms() -> int:
    """Now, epoch milliseconds."""
    return int(timezone.now().timestamp() * 1000)


def agree() -> None:
    """The audit's check of statements finds nothing."""
    found = [one for one in audit() if one.check == "ledger = statements"]
    assert found
    assert not differs(found), found


def test_a_month_closes_for_creator_brand_and_marketplace(placement: Placement) -> None:
    revision = make_revision(placement, now_ms())
    book(revision, sure(placement))
    book(later(revision, status=OrderStatus.SETTLED, fee=980))
    key = this_month().key
    close(this_month())
    creator = statement_of("creator", placement.creator_id, key)
    assert columns(creator) == ((0, 0, 0), (0, 588, 0))
    assert lines(creator) == [("held", 600, 0, 0), ("commission", -600, 588, 0)]
    market = statement_of("marketplace", "taobao", key)
    assert lines(market) == [("held", 1000, 0, 0), ("commission", -1000, 980, 0)]
    brand = statement_of("brand", placement.brand_id, key)
    assert lines(brand) == [("commission", 0, 980, 0)]
    for statement in (creator, market, brand):
        assert {line.note_id for line in statement.each_line.all()} == {placement.note_id}
        assert {line.order.trade_id for line in statement.each_line.all() if line.order} == {
            revision.trade_id
        }
        assert statement.closed_at
    assert Period.objects.get().closed_at
    agree()


def test_closing_again_changes_nothing(placement: Placement) -> None:
    book(make_revision(placement, now_ms()), sure(placement))
    close(this_month())
    before = list(Statement.objects.order_by("pk").values())
    close(this_month())
    actions.close_month(this_month(), this_month().ends_at)
    assert list(Statement.objects.order_by("pk").values()) == before


def test_a_refund_after_the_closing_corrects_it_in_the_next(placement: Placement) -> None:
    revision = make_revision(placement, now_ms())
    book(revision, sure(placement))
    settled = later(revision, status=OrderStatus.SETTLED)
    book(settled)
    first, second = this_month(), month_after(this_month())
    close(first)
    with clock_at(second.starts_at + timedelta(days=3)):
        send_back(settled, 5_000, 500)
    close(second)
    earlier = statement_of("creator", placement.creator_id, first.key)
    statement = statement_of("creator", placement.creator_id, second.key)
    assert columns(statement) == ((0, 600, 0), (0, 300, 0))
    [line] = statement.each_line.all()
    assert (line.kind, line.posted, line.corrects) == ("clawed_back", -300, earlier)
    brand = statement_of("brand", placement.brand_id, second.key)
    assert lines(brand) == [("clawed_back", 0, -500, 0)]
    assert brand.each_line.get().corrects == statement_of("brand", placement.brand_id, first.key)
    agree()


def test_a_refund_within_the_month_is_no_correction(placement: Placement) -> None:
    revision = make_revision(placement, now_ms(), status=OrderStatus.SETTLED)
    book(revision, sure(placement))
    send_back(revision, 5_000, 500)
    close(this_month())
    statement = statement_of("creator", placement.creator_id, this_month().key)
    assert lines(statement) == [("commission", 0, 600, 0), ("returned", 0, -300, 0)]
    assert not statement.corrections.exists()


def test_a_closed_month_is_frozen_and_what_comes_late_is_in_the_next(
    placement: Placement,
) -> None:
    book(make_revision(placement, now_ms()), sure(placement))
    first, second = this_month(), month_after(this_month())
    close(first)
    assert closed_until() == first.ends_at
    late = make_revision(placement, now_ms(), fee=500)
    assert reason_of(lambda: book(late, sure(placement))) is Reason.PERIOD_CLOSED
    with clock_at(second.starts_at + timedelta(hours=1)):
        book(late, sure(placement))
    close(second)
    statement = statement_of("creator", placement.creator_id, second.key)
    [line] = statement.each_line.all()
    assert (line.kind, line.held) == ("held", 300)
    agree()


def test_books_that_are_final_further_on_stay_so(placement: Placement) -> None:
    book(make_revision(placement, now_ms()), sure(placement))
    until = this_month().ends_at + timedelta(days=3)
    ledger.close_until(until, "anna", until)
    close(this_month())
    assert closed_until() == until
    agree()


def test_a_match_that_moves_shows_each_creator_their_own_note(placement: Placement) -> None:
    other = make_placement()
    revision = make_revision(placement, now_ms(), status=OrderStatus.SETTLED)
    book(revision, sure(placement))
    close(this_month())
    second = month_after(this_month())
    with clock_at(second.starts_at + timedelta(days=1)):
        book(revision, sure(other))
    close(second)
    lost = statement_of("creator", placement.creator_id, second.key).each_line.get()
    won = statement_of("creator", other.creator_id, second.key).each_line.get()
    assert (lost.kind, lost.posted, lost.note_id) == ("clawed_back", -600, placement.note_id)
    assert (won.kind, won.posted, won.note_id) == ("commission", 600, other.note_id)
    gone = statement_of("brand", placement.brand_id, second.key).each_line.get()
    came = statement_of("brand", other.brand_id, second.key).each_line.get()
    assert (gone.posted, gone.note_id) == (-1000, placement.note_id)
    assert (came.posted, came.note_id) == (1000, other.note_id)
    agree()


def test_a_brands_prepaid_money_and_a_creators_payout_have_lines(placement: Placement) -> None:
    brand, creator = placement.brand_id, placement.creator_id
    at = timezone.now()

    def write(subject: str, amounts: dict[str, int]) -> None:
        ledger.post(
            ledger.Draft(
                key=f"{subject}:{len(amounts)}:{sum(map(abs, amounts.values()))}",
                subject=subject,
                currency="CNY",
                amounts=amounts,
                at=at,
            )
        )

    write("deposit:1", {"bank:main": 9_000, f"brand:{brand}:prepaid": -9_000})
    commission = book(make_revision(placement, now_ms()), sure(placement))
    kept = {f"brand:{brand}:prepaid": 400, f"brand:{brand}:reserved": -400}
    write(f"commission:{commission.pk}", kept)
    spent = {f"brand:{brand}:reserved": 400, f"creator:{creator}:available": -400}
    write(f"commission:{commission.pk}", {**spent, "platform:income": 1, "tax:withheld:x": -1})
    write("payout:1", {f"creator:{creator}:available": 400, f"creator:{creator}:paying": -400})
    key = this_month().key
    close(this_month())
    assert sorted(lines(statement_of("creator", creator, key))) == [
        ("commission", 0, 400, 0), ("held", 600, 0, 0), ("payout", 0, -400, 400),
    ]  # fmt: skip
    assert sorted(lines(statement_of("brand", brand, key))) == [
        ("commission", -400, 400, 0), ("deposit", 0, 0, 9_000), ("held", 400, 0, -400),
        ("held", 1_000, 0, 0),
    ]  # fmt: skip


def test_a_killed_closing_goes_on(placement: Placement, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_placement()
    for one in (placement, other):
        book(make_revision(one, now_ms()), sure(one))
    real = digest_lines

    calls: list[Statement] = []

    def dies(statement: Statement) -> str:
        calls.append(statement)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(statement)

    monkeypatch.setattr(actions, "digest_lines", dies)
    with pytest.raises(KeyboardInterrupt):
        close(this_month())
    assert Statement.objects.count() == 2
    assert Period.objects.get().closed_at is None
    monkeypatch.undo()
    close(this_month())
    assert Statement.objects.count() == 5
    assert Period.objects.get().closed_at
    agree()


def test_somebody_without_money_has_no_statement(placement: Placement) -> None:
    book(make_revision(placement, now_ms()), sure(placement))
    first, second = this_month(), month_after(this_month())
    make_revision(make_placement(), now_ms())
    close(second)
    assert Party.objects.count() == 3
    assert Statement.objects.filter(period__key=first.key).count() == 3
    still = statement_of("creator", placement.creator_id, second.key)
    assert (still.lines, columns(still)) == (0, ((600, 0, 0), (600, 0, 0)))


def test_a_month_that_is_not_over_does_not_close(placement: Placement) -> None:
    book(make_revision(placement, now_ms()), sure(placement))
    now = timezone.now()
    why = reason_of(lambda: actions.close_months(now, this_month().key))
    assert why == Reason.PERIOD_NOT_OVER
    assert reason_of(lambda: actions.close_months(now, "2026-13")) == Reason.PERIOD_UNKNOWN
    assert actions.close_months(now) == []


def test_months_are_due_in_order_from_the_first_transfer_on(placement: Placement) -> None:
    assert months_due(timezone.now(), zone()) == []
    book(make_revision(placement, now_ms()), sure(placement))
    third = month_after(month_after(this_month()))
    due = months_due(third.ends_at, zone())
    assert [one.key for one in due] == [this_month().key, month_after(this_month()).key, third.key]
    close(this_month())
    assert [one.key for one in months_due(third.ends_at, zone())] == [one.key for one in due[1:]]


def test_months_are_those_of_the_communitys_clock() -> None:
    december = month("2026-12", zone())
    assert december.starts_at.isoformat() == "2026-11-30T16:00:00+00:00"
    assert december.ends_at.isoformat() == "2026-12-31T16:00:00+00:00"
    assert month_at(december.ends_at, zone()).key == "2027-01"
    for text in ("2026-1", "2026-13", "x", "2026-01-01"):
        with pytest.raises(ValueError, match=r"."):
            month(text, zone())


def test_a_month_that_begins_on_a_leap_day_closes() -> None:
    """March 2028 begins in Shanghai while it is 29 February in UTC."""
    march = month("2028-03", zone())
    assert (march.starts_at.month, march.starts_at.day) == (2, 29)
    with clock_at(march.starts_at + timedelta(days=1)):
        placement = make_placement()
        book(make_revision(placement, now_ms()), sure(placement))
    close(march)
    assert columns(statement_of("creator", placement.creator_id, march.key))[1] == (600, 0, 0)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE settlement_statement SET closing_held = closing_held + 1",
        "UPDATE settlement_statement SET closed_at = NULL",
        "DELETE FROM settlement_statement",
        "UPDATE settlement_statementline SET held = held + 1",
        "DELETE FROM settlement_statementline",
        "INSERT INTO settlement_statementline (statement_id, party_id, order_id, kind, at, held, "
        "posted, aside) SELECT statement_id, party_id, order_id, kind, at, 1, 0, 0 "
        "FROM settlement_statementline",
    ],
)
def test_the_database_keeps_a_closed_statement(placement: Placement, sql: str) -> None:
    book(make_revision(placement, now_ms()), sure(placement))
    close(this_month())
    with pytest.raises(DatabaseError, match="statement"), undone(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_closes_no_statement_that_does_not_add_up(placement: Placement) -> None:
    book(make_revision(placement, now_ms()), sure(placement))
    close(this_month())
    party = Party.objects.get(kind="creator")
    period = Period.objects.create(
        key="2099-01", starts_at=timezone.now(), ends_at=timezone.now() + timedelta(days=1)
    )
    fields = {
        f"{end}_{c}": 0 for end in ("opening", "closing") for c in ("held", "posted", "aside")
    }
    open_one = Statement.objects.create(party=party, period=period, **fields)
    wrong = {"closing_posted": 1, "digest": "x", "closed_at": timezone.now()}
    with pytest.raises(DatabaseError, match="must come to closing"), undone():
        Statement.objects.filter(pk=open_one.pk).update(**wrong)
    with pytest.raises(IntegrityError), undone():
        Statement.objects.filter(pk=open_one.pk).update(closed_at=timezone.now())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["order", "settle", "void", "refund", "move", "close"]),
        st.integers(0, 3),
        st.integers(1, 900),
    ),
    min_size=3,
    max_size=12,
)


@given(STEPS)
@examples(25)
def test_statements_are_their_lines_whatever_happens(steps: list[tuple[str, int, int]]) -> None:
    """Every entry of a party's accounts stands in one line; each statement is its lines."""
    with undone():
        first, second = make_placement(), make_placement()
        told: list[tuple[OrderRevision, int]] = []
        at, open_month = timezone.now(), this_month()
        for verb, which, amount in steps:
            if verb == "close":
                close(open_month)
                open_month = month_after(open_month)
                at = open_month.starts_at + timedelta(days=2)
                continue
            with clock_at(at):
                act(verb, which, amount, (first, second), told)
        close(open_month)
        agree()
        every_entry_has_one_line()


def act(
    verb: str,
    which: int,
    amount: int,
    placements: tuple[Placement, Placement],
    told: list[tuple[OrderRevision, int]],
) -> None:
    """One thing that happens to one of the orders told of."""
    if verb == "order" or not told:
        revision = make_revision(placements[which % 2], now_ms(), fee=amount)
        book(revision, sure(placements[which % 2]))
        told.append((revision, which % 2))
        return
    place = which % len(told)
    revision, holder = told[place]
    if verb == "settle":
        revision = later(revision, status=OrderStatus.SETTLED, fee=amount)
        book(revision)
    elif verb == "void":
        revision = later(revision, status=OrderStatus.VOID, fee=0)
        book(revision)
    elif verb == "refund":
        send_back(revision, amount, amount)
    elif verb == "move":
        holder = 1 - holder
        book(revision, sure(placements[holder]))
    told[place] = (revision, holder)


def every_entry_has_one_line() -> None:
    """Of the accounts of creators and marketplaces; and those lines say no more than entries."""
    mine = Entry.objects.exclude(account__name__startswith="platform")
    for entry in mine.select_related("account"):
        kind, name = entry.account.name.split(":")[:2]
        found = StatementLine.objects.filter(
            transfer=entry.transfer_id, party__kind=kind, party__name=name
        )
        assert found.count() == 1, entry
