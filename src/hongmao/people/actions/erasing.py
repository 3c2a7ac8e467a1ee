"""Forgetting a person."""

import secrets

from allauth.usersessions.models import UserSession
from django.db import transaction

from hongmao.people.actions.devices import forget_devices
from hongmao.people.models import Person
from hongmao.people.owned import drop_cascading
from hongmao.people.pictures import drop_picture

GONE, GONE_EN = "已注销", "Deleted account"


def erase_person(person: Person) -> None:
    """Take all that names a person off their row, end their sessions, and drop what was theirs.

    The row stays: money and the audit trail point to its number. Call it inside the deletion's
    own database transaction.
    """
    for session in UserSession.objects.filter(user=person):
        session.end()
    drop_cascading(person)
    forget_devices(person)
    picture = person.avatar
    transaction.on_commit(lambda: drop_picture(picture))
    person.username = f"gone-{person.pk}-{secrets.token_hex(4)}"
    person.name, person.name_en = GONE, GONE_EN
    person.bio = person.bio_en = person.avatar = ""
    person.email = person.first_name = person.last_name = ""
    person.is_active = person.joins_devices = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
