"""How a picture is cropped: to one of a few aspects, about one of nine points."""

from typing import Final

ASPECTS: Final[dict[str, tuple[int, int]]] = {"3:4": (3, 4), "1:1": (1, 1), "4:3": (4, 3)}
"""Width to height, by name. The empty name leaves a picture as it is."""

PLACES: Final[dict[str, tuple[float, float]]] = {
    f"{vertical}-{horizontal}": (x, y)
    for vertical, y in (("top", 0.0), ("middle", 0.5), ("bottom", 1.0))
    for horizontal, x in (("left", 0.0), ("centre", 0.5), ("right", 1.0))
}
"""What a crop keeps in view: shares of the room that is left over, from the left and the top."""

MIDDLE: Final = "middle-centre"


def crop_box(width: int, height: int, aspect: str, focus: str) -> tuple[int, int, int, int]:
    """The largest box of `aspect` within a picture: left, top, right, bottom in pixels.

    It lies as near to `focus` as it can. A name that is not known counts as none.
    """
    if aspect not in ASPECTS:
        return 0, 0, width, height
    across, down = ASPECTS[aspect]
    box_width = min(width, max(1, height * across // down))
    box_height = min(height, max(1, box_width * down // across))
    x, y = PLACES.get(focus, PLACES[MIDDLE])
    left, top = round((width - box_width) * x), round((height - box_height) * y)
    return left, top, left + box_width, top + box_height
