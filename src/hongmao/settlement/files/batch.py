"""A released batch as its files see it."""

from datetime import datetime

import msgspec

from hongmao.core.money import Money
from hongmao.core.payees import Payee


class Payer(msgspec.Struct, frozen=True):
    """Who pays: the community's own accounts; empty where a kind is not used.

    `latin` is the name as files that know no Chinese carry it.
    """

    name: str = ""
    alipay: str = ""
    iban: str = ""
    bic: str = ""
    latin: str = ""


class FileRow(msgspec.Struct, frozen=True):
    """One payment: `reference` comes back with the result, `amount` in minor units."""

    reference: str
    payee: Payee
    amount: int


class FileBatch(msgspec.Struct, frozen=True):
    """A batch to write: `number` is the same at every download, so a bank can refuse it twice."""

    number: str
    currency: str
    at: datetime
    note: str
    rows: tuple[FileRow, ...]

    @property
    def total(self) -> int:
        """What all rows come to, minor units."""
        return sum(row.amount for row in self.rows)

    def major(self, minor: int) -> str:
        """An amount in major units, without grouping: `1234.50`."""
        return str(Money(minor, self.currency).decimal())


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
