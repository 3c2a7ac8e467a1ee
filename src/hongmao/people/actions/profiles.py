"""What people say of themselves."""

from typing import IO

import msgspec
from django.db import transaction

from hongmao.people.actions.audit import record
from hongmao.people.models import Person
from hongmao.people.pictures import drop_picture, keep_picture


class ProfileText(msgspec.Struct, frozen=True):
    """A person's texts; the `_en` ones are optional translations."""

    name: str
    name_en: str = ""
    bio: str = ""
    bio_en: str = ""


def edit_profile(person: Person, text: ProfileText, picture: IO[bytes] | None = None) -> Person:
    """Keep a person's texts and, where one is given, their picture in place of the last.

    Raises `Refusal` PICTURE_REFUSED.
    """
    kept = keep_picture(picture) if picture else ""
    before = person.avatar
    with transaction.atomic():
        for field, value in msgspec.structs.asdict(text).items():
            setattr(person, field, value)
        person.avatar = kept or before
        person.save(update_fields=["name", "name_en", "bio", "bio_en", "avatar"])
        record(person, "edit_profile", f"person:{person.pk}", picture=bool(kept))
    if kept:
        drop_picture(before)
    return person
