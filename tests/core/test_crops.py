"""Crops: inside the picture, of the aspect asked for, as large as can be."""

from hypothesis import given
from hypothesis import strategies as st

from hongmao.core.crops import ASPECTS, PLACES, crop_box

sides = st.integers(64, 6000)


@given(sides, sides, st.sampled_from(list(ASPECTS)), st.sampled_from(list(PLACES)))
def test_a_crop_is_the_largest_of_its_aspect(w: int, h: int, aspect: str, focus: str) -> None:
    left, top, right, bottom = crop_box(w, h, aspect, focus)
    across, down = ASPECTS[aspect]
    width, height = right - left, bottom - top
    assert 0 <= left < right <= w
    assert 0 <= top < bottom <= h
    assert abs(width * down - height * across) <= max(across, down)
    assert w - width < across or h - height < down + 1


@given(sides, sides, st.sampled_from(["", "16:9", "../"]), st.text())
def test_no_aspect_leaves_the_picture(width: int, height: int, aspect: str, focus: str) -> None:
    assert crop_box(width, height, aspect, focus) == (0, 0, width, height)


def test_the_focus_is_kept_in_view() -> None:
    assert crop_box(400, 100, "1:1", "middle-left") == (0, 0, 100, 100)
    assert crop_box(400, 100, "1:1", "middle-right") == (300, 0, 400, 100)
    assert crop_box(100, 400, "1:1", "bottom-centre") == (0, 300, 100, 400)
    assert crop_box(400, 100, "1:1", "nowhere") == (150, 0, 250, 100)
