"""What the edge needs to know, and nothing more: it reads no settings and no environment."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Durability = Literal["power", "crash"]
"""When an event counts as written: `power` after fdatasync, `crash` after write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeConfig:
    """One edge worker. `hongmao edge` builds it from the settings of the same names.

    `web_address` is the community's public address without a trailing slash. Sizes are bytes;
    `port` 0 takes any free one. `jurisdiction` is one of `core.disclosure.LABELS`.
    """

    log_folder: Path
    snapshot_file: Path
    secret: str = field(repr=False)
    web_address: str
    jurisdiction: str = "CN"
    host: str = "127.0.0.1"
    port: int = 0
    durability: Durability = "power"
    segment_bytes: int = 16 << 20
    segment_seconds: float = 5.0
    body_bytes: int = 65_536
    view_hours: float = 24.0
    spare_events: int = 100_000
    hang_seconds: float = 2.0
    trusted_proxies: tuple[str, ...] = ()
    proxy_header: str = "x-forwarded-for"
    metrics_readers: tuple[str, ...] = ()
