"""The sandbox's memory: one SQLite file, its settings and its clock.

Everything is committed before it is answered, so a killed sandbox comes back as it was.
"""

import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS store (
  store_id TEXT PRIMARY KEY, seller_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS product (
  item_id TEXT PRIMARY KEY, store_id TEXT NOT NULL REFERENCES store,
  title_zh TEXT NOT NULL, title_en TEXT NOT NULL, price_fen INTEGER NOT NULL,
  commission_bps INTEGER NOT NULL, kind TEXT NOT NULL, picture_url TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS link (
  code TEXT PRIMARY KEY, kind TEXT NOT NULL, target TEXT NOT NULL, pub_id INTEGER NOT NULL,
  site_id INTEGER NOT NULL, adzone_id INTEGER NOT NULL, relation_id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS click (at_ms INTEGER NOT NULL, code TEXT NOT NULL REFERENCES link);
CREATE TABLE IF NOT EXISTS purchase (
  trade_id TEXT PRIMARY KEY, buyer TEXT NOT NULL, item_id TEXT NOT NULL REFERENCES product,
  quantity INTEGER NOT NULL CHECK (quantity > 0), amount_fen INTEGER NOT NULL,
  returned_fen INTEGER NOT NULL DEFAULT 0 CHECK (returned_fen BETWEEN 0 AND amount_fen),
  commission_bps INTEGER NOT NULL, fee_fen INTEGER NOT NULL DEFAULT 0,
  settled_fen INTEGER NOT NULL DEFAULT 0,
  status INTEGER NOT NULL CHECK (status IN (11, 12, 14, 3, 13)),
  pub_id INTEGER, site_id INTEGER, adzone_id INTEGER, relation_id TEXT NOT NULL DEFAULT '',
  click_ms INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL,
  paid_ms INTEGER NOT NULL DEFAULT 0, received_ms INTEGER NOT NULL DEFAULT 0,
  settled_ms INTEGER NOT NULL DEFAULT 0, modified_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS purchase_buyer ON purchase (buyer, created_ms);
CREATE TABLE IF NOT EXISTS refund (
  suit_id TEXT PRIMARY KEY, trade_id TEXT NOT NULL REFERENCES purchase,
  status INTEGER NOT NULL, refund_fen INTEGER NOT NULL, fee_fen INTEGER NOT NULL,
  created_ms INTEGER NOT NULL, finished_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS network_link (
  code TEXT PRIMARY KEY, network TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,
  lease TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS network_click (
  at_ms INTEGER NOT NULL, code TEXT NOT NULL REFERENCES network_link
);
CREATE TABLE IF NOT EXISTS network_order (
  trade_id TEXT PRIMARY KEY REFERENCES purchase, network TEXT NOT NULL, lease TEXT NOT NULL
);
"""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an operator of the sandbox may turn; all of it survives a restart.

    `calls_per_s` and `burst` throttle each app (0: never), `ban_s` is how long a ban lasts;
    `promotion` shortens order windows to 20 minutes; `clock_offset_ms` moves the sandbox's clock
    against this machine's; `cookie_days` is how long a click is remembered; `publisher_id` and
    `site_id` stand where a link names none.
    """

    calls_per_s: float = 40.0
    burst: int = 80
    ban_s: int = 1
    promotion: bool = False
    clock_offset_ms: int = 0
    cookie_days: int = 15
    publisher_id: int = 10000001
    site_id: int = 20000001


class State:
    """The open file. One connection a thread; `write` holds SQLite's one write lock."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "sandbox.sqlite3"
        self._local = threading.local()
        self.read().executescript(SCHEMA)

    def read(self) -> sqlite3.Connection:
        """This thread's connection, for questions."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=30, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA foreign_keys=ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A database transaction: committed at the end, undone by an exception."""
        connection = self.read()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    @property
    def settings(self) -> Settings:
        """The settings that hold now."""
        row = self.read().execute("SELECT value FROM setting WHERE name = 'settings'").fetchone()
        return msgspec.json.decode(row[0], type=Settings) if row else Settings()

    def change_settings(self, changes: Mapping[str, object]) -> Settings:
        """Change some settings; raises `msgspec.ValidationError` for a name or value unknown."""
        with self.write() as database:
            new = msgspec.convert(msgspec.to_builtins(self.settings) | dict(changes), Settings)
            database.execute(
                "INSERT INTO setting VALUES ('settings', ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (msgspec.json.encode(new).decode(),),
            )
        return new

    def key(self, name: str) -> str:
        """A random key made once and kept: it signs cookies and makes link codes."""
        with self.write() as database:
            database.execute(
                "INSERT OR IGNORE INTO setting VALUES (?, ?)", (name, secrets.token_hex(32))
            )
        row = self.read().execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    def now_ms(self) -> int:
        """The sandbox's clock, epoch milliseconds."""
        return time.time_ns() // 1_000_000 + self.settings.clock_offset_ms
