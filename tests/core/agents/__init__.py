"""User agents by kind, one a line; `listed.txt`: examples of the package that are people.

`openings.txt` groups agents under headings that say in which form links open for them.
"""

from pathlib import Path


def lines(name: str) -> list[str]:
    """The agents of a file, without its headings."""
    text = (Path(__file__).parent / name).read_text()
    return [line for line in text.splitlines() if not line.startswith("#")]
