"""A link as the edge knows it, and the rule that a destination lies on an admitted host."""

import re
from urllib.parse import urlsplit

import msgspec

SNAPSHOT_SCHEMA = 3
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


class LinkRecord(msgspec.Struct, frozen=True, array_like=True):
    """All the edge needs to answer a click on `code`.

    `destination` is the marketplace's URL and `note_url` where a paused link leads. The link is
    live from `starts_ms` until before `ends_ms` (epoch ms) unless `paused` carries a reason code;
    `ended` is the reason that holds after `ends_ms`. `app_url` opens the same in the marketplace's
    app by its scheme, `universal_url` by iOS's universal links, `password` is a text to paste into
    the app, `click_parameter` the query parameter of `destination` that takes our click's id; each
    is empty where the marketplace gave none.
    """

    code: str
    placement: int
    note: int
    creator: int
    brand: int
    campaign: int
    marketplace: str
    destination: str
    note_url: str
    starts_ms: int
    ends_ms: int
    paused: str = ""
    ended: str = ""
    app_url: str = ""
    universal_url: str = ""
    password: str = ""
    click_parameter: str = ""


class SnapshotHead(msgspec.Struct, frozen=True):
    """What a link file says of itself: schema, a number that rises, when made (epoch ms), hosts.

    `count` links are in the file, `dropped` were left out for their URLs. A delta names the version
    of the `base` that it amends, and how many links there are in all.
    """

    schema: int
    version: int
    made_ms: int
    admitted_hosts: tuple[str, ...]
    count: int
    dropped: int = 0
    base: int = 0
    total: int = 0


def host_admitted(url: str, admitted_hosts: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether `url` is plain http(s) to an admitted host, or to a host below an admitted domain.

    An admitted entry is a host (`s.click.taobao.com`), a domain with its subdomains
    (`.tmall.com`), or a host with its port (`127.0.0.1:8002`). User names, passwords, white space,
    control characters, backslashes and hosts that are not plain names of letters, digits and
    hyphens are refused: browsers and libraries disagree about them.
    """
    if not url.isascii() or any(c <= " " or c in "\\\x7f" for c in url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme not in ("https", "http") or "@" in parts.netloc or not _HOST.fullmatch(host):
        return False
    named = host if port in (None, 443 if parts.scheme == "https" else 80) else f"{host}:{port}"
    return any(
        named == entry or (entry.startswith(".") and (named.endswith(entry) or named == entry[1:]))
        for entry in admitted_hosts
    )
