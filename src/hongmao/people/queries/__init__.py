"""Every read about people, by what it is about."""

from hongmao.people.queries.accounts import everyone

__all__ = ["everyone"]
