"""The reader's language, of the two that the edge speaks."""

from functools import lru_cache

from hongmao.edge.answers import LANGUAGES

_HEADER = b"\r\naccept-language:"


def language_said(head: bytes) -> str:
    """`zh` or `en`, as the header lines of a request wish."""
    at = head.lower().find(_HEADER)
    said = head[at + len(_HEADER) :].partition(b"\r")[0] if at >= 0 else b""
    return choose_language(said.decode("latin-1"))


@lru_cache(1024)
def choose_language(accepted: str) -> str:
    """`zh` or `en` by the reader's wish in an `Accept-Language` header.

    The best weighted of the two wins, the first of equals; a reader who wants neither gets English,
    one who says nothing the community's own Chinese.
    """
    best, weight = "", 0.0
    for wish in accepted.split(","):
        tag, _, parameter = wish.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        wanted = _weight(parameter)
        if language in LANGUAGES and wanted > weight:
            best, weight = language, wanted
    return best or ("en" if accepted.strip() else "zh")


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
