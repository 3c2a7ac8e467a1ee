"""The addresses in what people paste."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

_URL = re.compile(r"https?://[!-~]+")


def urls(text: str) -> Iterator[SplitResult]:
    """Each address in a text that reads as one."""
    for url in _URL.findall(text):
        try:
            parts = urlsplit(url)
            _ = parts.hostname, parts.port
        except ValueError:
            continue
        yield parts


def is_plain(parts: SplitResult) -> bool:
    """Whether an address names its host alone: no port, no user."""
    return parts.port is None and "@" not in parts.netloc
