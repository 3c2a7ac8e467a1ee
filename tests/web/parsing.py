"""Reads pages as a browser would, far enough for the rules that tests hold."""

from html.parser import HTMLParser

import msgspec


class Element(msgspec.Struct):
    """An element in document order: its tag, attributes, text, and where it stands.

    `path` holds the positions of the elements around it.
    """

    tag: str
    attributes: dict[str, str]
    path: tuple[int, ...]
    text: str = ""

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()


VOID = {"meta", "link", "img", "input", "br", "hr"}
"""Elements without an end."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, tuple(self._open)))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {self.elements[position].tag for position in self._open}:
            while self.elements[self._open.pop()].tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for position in self._open:
            self.elements[position].text += data


def read_page(html: str) -> list[Element]:
    """All elements of a page, in document order."""
    reader = _Reader()
    reader.feed(html)
    return reader.elements


def inside(elements: list[Element], outer: Element) -> list[Element]:
    """The elements within another, in document order."""
    position = next(i for i, element in enumerate(elements) if element is outer)
    return [element for element in elements if position in element.path]
