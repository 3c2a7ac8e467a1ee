"""Accounts, and the audit row that each action leaves."""

import pytest
from django.db import IntegrityError

from hongmao.people.actions import create_person, record, set_password
from hongmao.people.models import AuditRow, Person, Role
from hongmao.people.queries import everyone
from tests.factories import PASSWORD, make_person, undone

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.mark.parametrize("role", Role)
def test_an_account_opens_with_its_role_and_a_hashed_password(role: Role) -> None:
    person = make_person(role, name="小满", name_en="Xiaoman")
    kept = Person.objects.get(pk=person.pk)
    assert (kept.role, kept.name, kept.name_en) == (role, "小满", "Xiaoman")
    assert kept.check_password(PASSWORD)
    assert PASSWORD not in kept.password
    row = AuditRow.objects.get(verb="create_person", subject=f"person:{person.pk}")
    assert (row.actor, row.facts) == (None, {"role": role})


def test_a_new_password_replaces_the_old_one() -> None:
    person = make_person()
    set_password(person.username, "another long password")
    kept = Person.objects.get(pk=person.pk)
    assert kept.check_password("another long password")
    assert not kept.check_password(PASSWORD)
    assert AuditRow.objects.filter(verb="set_password", subject=f"person:{person.pk}").exists()
    with pytest.raises(Person.DoesNotExist):
        set_password("nobody", "x")


def test_an_account_without_a_password_lets_nobody_in() -> None:
    person = create_person("locked", None, Role.READER, "锁")
    assert not person.has_usable_password()
    assert not person.check_password("")


def test_names_are_taken_once_and_roles_are_known() -> None:
    make_person()
    taken = Person.objects.latest("pk").username
    with pytest.raises(IntegrityError), undone():
        create_person(taken, PASSWORD, Role.READER, "又一个")
    with pytest.raises(IntegrityError), undone():
        Person.objects.create(username="odd", name="x", role="king")


def test_everyone_is_listed_by_role() -> None:
    for role in (Role.READER, Role.BRAND, Role.CREATOR):
        make_person(role)
    roles = [person.role for person in everyone()]
    assert roles == sorted(roles)


def test_an_audit_row_carries_who_what_and_why() -> None:
    person = make_person(Role.OPERATOR)
    row = record(person, "pause", "placement:12", code="abc")
    kept = AuditRow.objects.get(pk=row.pk)
    assert (kept.actor, kept.verb, kept.subject) == (person, "pause", "placement:12")
    assert kept.facts == {"code": "abc"}
    assert kept.at is not None
