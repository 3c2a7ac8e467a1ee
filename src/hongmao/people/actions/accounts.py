"""Accounts: opening them, signing up, passwords."""

from django.db import transaction

from hongmao.people.actions.audit import record
from hongmao.people.models import Person, Role


@transaction.atomic
def create_person(
    username: str, password: str | None, role: Role, name: str, **texts: str
) -> Person:
    """Open an account; `texts` are the optional `name_en`, `bio`, `bio_en` and `avatar`."""
    person = Person.objects.create_user(
        username=username, password=password, role=role, name=name, **texts
    )
    record(None, "create_person", f"person:{person.pk}", role=role)
    return person


@transaction.atomic
def become_creator(person: Person) -> None:
    """Make a reader who has published a note a creator; anybody else stays what they are."""
    if Person.objects.filter(pk=person.pk, role=Role.READER).update(role=Role.CREATOR):
        person.role = Role.CREATOR
        record(person, "become_creator", f"person:{person.pk}")


@transaction.atomic
def become_brand(person: Person) -> None:
    """Make a reader who has opened a brand its member; anybody else stays what they are."""
    if Person.objects.filter(pk=person.pk, role=Role.READER).update(role=Role.BRAND):
        person.role = Role.BRAND
        record(person, "become_brand", f"person:{person.pk}")


@transaction.atomic
def set_password(username: str, password: str) -> Person:
    """Set a person's password; raises `Person.DoesNotExist`."""
    person = Person.objects.get(username=username)
    person.set_password(password)
    person.save()
    record(None, "set_password", f"person:{person.pk}")
    return person


@transaction.atomic
def sign_up(person: Person, name: str) -> Person:
    """Keep the account of a visitor who opens it: a reader's. Its address is not known to work."""
    person.role, person.name = Role.READER, name
    person.save()
    record(person, "sign_up", f"person:{person.pk}")
    return person
