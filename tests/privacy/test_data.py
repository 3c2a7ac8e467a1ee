"""A person's data: all of it is handed over, and none of it is left."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from hongmao.core.payees import Payee, PayeeKind
from hongmao.core.reasons import Reason
from hongmao.ledger.actions import Draft, post
from hongmao.links.models import PlacementState
from hongmao.notes.actions.publishing import GONE
from hongmao.notes.models import Note, NoteState
from hongmao.people.models import AuditRow, Person, Role
from hongmao.privacy.erasing import delete_account
from hongmao.privacy.exporting import export_person
from hongmao.settlement.actions.payouts import set_account
from hongmao.settlement.models import PayoutAccount
from tests.factories import PASSWORD, make_note, make_person, make_placement, reason_of

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NAME, MAIL, WORDS = "许小满测试", "manman@example.org", "只有我写得出的话"


@pytest.fixture
def creator(home: Path) -> Person:
    """A creator with all that a person can have."""
    who = make_person(Role.CREATOR, name=NAME, name_en="Xiaoman Test", bio=WORDS)
    who.email = MAIL
    who.save()
    EmailAddress.objects.create(user=who, email=MAIL, verified=True, primary=True)
    (home / "media/people").mkdir(parents=True)
    (home / "media/people/me.webp").write_bytes(b"picture")
    Person.objects.filter(pk=who.pk).update(avatar="people/me.webp")
    who.refresh_from_db()
    set_account(who, Payee(PayeeKind.ALIPAY, NAME, MAIL), "CN", "individual")
    return who


def opened(person: Person) -> zipfile.ZipFile:
    """The export, as it comes."""
    return zipfile.ZipFile(io.BytesIO(b"".join(export_person(person))))


def holding(*texts: str) -> list[str]:
    """The tables in which any of the texts stands, with the row."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.all():
            values = " ".join(str(f.value_from_object(row)) for f in model._meta.concrete_fields)
            found += [f"{model._meta.label}: {text}" for text in texts if text in values]
    return found


def test_the_export_holds_everything_but_secrets(creator: Person) -> None:
    note = make_note(creator, title="我的笔记", body=WORDS)
    make_note(title="别人的笔记")
    with opened(creator) as export:
        assert export.testzip() is None
        tables = {
            name: json.loads(export.read(name))
            for name in export.namelist()
            if name.endswith(".json")
        }
        assert export.read("media/people/me.webp") == b"picture"
    assert tables["people.Person.json"][0]["email"] == MAIL
    assert [row["title"] for row in tables["notes.Note.json"]] == ["我的笔记"]
    assert tables["notes.Picture.json"][0]["file"] == note.pictures.get().file
    assert tables["settlement.PayoutAccount.json"][0]["mask"]
    everything = json.dumps(tables, ensure_ascii=False)
    assert creator.password not in everything
    assert PayoutAccount.objects.get().sealed not in everything
    assert "别人的笔记" not in everything
    assert AuditRow.objects.filter(verb="export_data", actor=creator).exists()


def test_nobody_elses_rows_are_in_an_operators_export(creator: Person) -> None:
    placement = make_placement(note=make_note(creator, title="我的笔记"))
    operator = Person.objects.filter(role=Role.OPERATOR).latest("pk")
    assert placement.state == PlacementState.APPROVED
    with opened(operator) as export:
        everything = "".join(export.read(name).decode() for name in export.namelist())
    assert NAME not in everything
    assert MAIL not in everything


def test_after_deletion_no_table_holds_the_person(
    creator: Person,
    home: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    plain = make_note(creator, title=WORDS, body=WORDS)
    placed = make_placement(note=make_note(creator, title=WORDS + "二", body=WORDS)).note
    username = creator.username
    assert len(holding(NAME, MAIL, WORDS)) >= 5
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(creator)
    assert holding(NAME, MAIL, WORDS, "Xiaoman Test", username) == []
    assert not (home / "media/people/me.webp").exists()
    assert not Note.objects.filter(pk=plain.pk).exists()
    placed.refresh_from_db()
    assert (placed.state, placed.title, placed.pictures.count()) == (NoteState.REMOVED, GONE, 0)
    assert placed.placements.get().state == PlacementState.ENDED
    gone = Person.objects.get(pk=creator.pk)
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert AuditRow.objects.filter(verb="delete_account", actor=gone).count() == 1


@pytest.mark.parametrize("sign", [1, -1])
def test_an_account_with_money_either_way_stays(creator: Person, sign: int) -> None:
    account = f"creator:{creator.pk}:available"
    amounts = {account: -500 * sign, "platform:income": 500 * sign}
    at = timezone.now()
    post(Draft(key="test:1", subject="test:1", currency="CNY", amounts=amounts, at=at))
    assert reason_of(lambda: delete_account(creator)) == Reason.ACCOUNT_MONEY_OWED
    assert Person.objects.get(pk=creator.pk).name == NAME


def test_the_last_operator_stays(creator: Person) -> None:
    operator = make_person(Role.OPERATOR)
    Person.objects.filter(role=Role.OPERATOR).exclude(pk=operator.pk).update(is_active=False)
    assert reason_of(lambda: delete_account(operator)) == Reason.ACCOUNT_LAST_OPERATOR
    make_person(Role.OPERATOR)
    delete_account(operator)


def test_deletion_on_the_page_asks_for_the_password_first(creator: Person) -> None:
    client, elsewhere = Client(), Client()
    for one in (client, elsewhere):
        one.post("/login", {"username": creator.username, "password": PASSWORD})
    assert client.post("/settings/data/delete", {}).status_code == 302
    assert Person.objects.get(pk=creator.pk).is_active
    again = "/settings/again?next=/settings/data/delete"
    assert client.post(again, {"password": "wrong"}).status_code == 200
    client.get("/settings/data/delete")
    client.post(again, {"password": PASSWORD})
    assert client.post("/settings/data/delete", {}).status_code == 422
    assert Person.objects.get(pk=creator.pk).is_active
    response = client.post("/settings/data/delete", {"meant": "on"})
    assert response.headers["Location"] == "/"
    assert not Person.objects.get(pk=creator.pk).is_active
    for one in (client, elsewhere):
        assert one.get("/settings").status_code == 302
    response = client.post("/login", {"username": creator.username, "password": PASSWORD})
    assert response.status_code == 200


def test_the_export_is_streamed_to_its_owner_alone(creator: Person) -> None:
    client = Client()
    client.force_login(creator)
    response = client.post("/settings/data/export")
    assert isinstance(response, StreamingHttpResponse)
    assert response.headers["Cache-Control"] == "no-store"
    content = response.getvalue()
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert f"{timezone.localdate():%Y%m%d}" in response.headers["Content-Disposition"]
