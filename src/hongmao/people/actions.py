"""Every write about people, and the one audit row that each action anywhere leaves."""

from django.db import transaction

from hongmao.people.models import AuditRow, Person, Role


def record(actor: Person | None, verb: str, subject: str, **facts: object) -> AuditRow:
    """Leave the audit row of an action; call it inside the action's own database transaction."""
    return AuditRow.objects.create(actor=actor, verb=verb, subject=subject, facts=facts)


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
def set_password(username: str, password: str) -> Person:
    """Set a person's password; raises `Person.DoesNotExist`."""
    person = Person.objects.get(username=username)
    person.set_password(password)
    person.save()
    record(None, "set_password", f"person:{person.pk}")
    return person
