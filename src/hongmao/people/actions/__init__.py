"""Every write about people, by what it is about."""

from hongmao.people.actions.accounts import (
    become_brand,
    become_creator,
    create_person,
    set_password,
)
from hongmao.people.actions.audit import record

__all__ = ["become_brand", "become_creator", "create_person", "record", "set_password"]
