"""Pictures that people send: what is taken, what is refused, and what is left of them."""

import random
import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hongmao.core.reasons import Reason, Refusal
from hongmao.notes.pictures import WIDTHS, clean, kind_of, render

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

BYTES, PIXELS = 4 << 20, 30_000_000
SECRET = b"Hunan Road 12"


def picture(size: tuple[int, int] = (900, 1200), kind: str = "JPEG", **how: object) -> bytes:
    """A picture: red above, blue below."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((20, 40, 200), (0, size[1] * 2 // 3, size[0], size[1]))
    held = BytesIO()
    image.save(held, kind, **how)
    return held.getvalue()


def told(orientation: int = 1) -> Image.Exif:
    """EXIF with a place, a camera and an address."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    exif[0x9286] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 12.0, 3.0), 3: "E", 4: (121.0, 26.0, 9.0)})
    return exif


def refused(data: bytes, most_bytes: int = BYTES, most_pixels: int = PIXELS) -> Reason:
    with pytest.raises(Refusal) as caught:
        clean(data, most_bytes, most_pixels)
    return caught.value.reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_is_kept(kind: str) -> None:
    data = picture(kind=kind, exif=told(), comment=SECRET if kind == "JPEG" else b"")
    assert SECRET in data
    rendering = render(clean(data, BYTES, PIXELS))
    for name, made in rendering.files.items():
        assert SECRET not in made, name
        assert b"Exif" not in made
        with Image.open(BytesIO(made)) as image:
            assert not dict(image.getexif())
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)


@pytest.mark.parametrize(("orientation", "size"), [(1, (900, 1200)), (6, (1200, 900)), (3, None)])
def test_a_picture_is_turned_as_its_camera_was_held(
    orientation: int, size: tuple[int, int] | None
) -> None:
    image = clean(picture(exif=told(orientation)), BYTES, PIXELS)
    assert image.size == (size or (900, 1200))
    red, _, blue = image.getpixel((image.width // 2, image.height // 10))  # type: ignore[misc]
    assert (red < blue) == (orientation == 3)


def test_widths_are_made_as_far_as_the_picture_is_wide() -> None:
    small = render(clean(picture((700, 900)), BYTES, PIXELS))
    assert small.widths == (480, 700)
    assert set(small.files) == {"480.webp", "700.webp", "still.jpg"}
    large = render(clean(picture((3000, 2000)), BYTES, PIXELS))
    assert large.widths == WIDTHS
    assert (large.width, large.height) == (1920, 1280)
    assert large.colour.startswith("#c")
    for name, made in large.files.items():
        with Image.open(BytesIO(made)) as image:
            width = 960 if name == "still.jpg" else int(name.removesuffix(".webp"))
            assert image.size == (width, round(width * 2 / 3))


def test_a_crop_is_taken_before_the_widths() -> None:
    rendering = render(clean(picture((1200, 900)), BYTES, PIXELS), "3:4", "middle-left")
    assert (rendering.width, rendering.height) == (675, 900)


def test_transparency_stands_on_paper_and_a_gif_on_its_first_frame() -> None:
    held = BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(held, "PNG")
    assert clean(held.getvalue(), BYTES, PIXELS).getpixel((5, 5)) == (255, 255, 255)
    held = BytesIO()
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("#ff0000", "#0000ff")]
    frames[0].save(held, "GIF", save_all=True, append_images=frames[1:])
    assert clean(held.getvalue(), BYTES, PIXELS).getpixel((5, 5)) == (255, 0, 0)


def test_a_bomb_is_refused_by_its_header_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def png(width: int, height: int) -> bytes:
        def chunk(name: bytes, body: bytes) -> bytes:
            check = zlib.crc32(name + body)
            return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000)))
        return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")

    def load(*_: object) -> None:
        raise AssertionError("a bomb was decoded")

    fair = picture((640, 640), "PNG")
    canvas = (16382).to_bytes(3, "little") * 2
    webp = b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + canvas
    frame = b"," + struct.pack("<HHHHB", 0, 0, 60_000, 60_000, 0) + b"\x02\x01\x00\x00;"
    gif = b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + bytes(3) + frame
    monkeypatch.setattr(Image.Image, "load", load)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    for bomb in (png(60_000, 60_000), png(9_000, 9_000), webp, gif):
        assert refused(bomb) is Reason.PICTURE_TOO_MANY_PIXELS
    assert refused(fair, most_pixels=400_000) is Reason.PICTURE_TOO_MANY_PIXELS


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF8", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"BM" + bytes(99)],
)
def test_what_is_no_picture_is_refused_whatever_its_name(data: bytes) -> None:
    assert refused(data) is Reason.PICTURE_TYPE


def test_limits() -> None:
    assert refused(picture(), most_bytes=1000) is Reason.PICTURE_TOO_LARGE
    assert refused(picture((40, 40))) is Reason.PICTURE_SHAPE
    assert refused(picture((70, 700))) is Reason.PICTURE_SHAPE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_did_not_arrive_whole_is_refused(kind: str) -> None:
    held = BytesIO()
    Image.effect_noise((300, 300), 80).convert("RGB").save(held, kind)
    whole = held.getvalue()
    clean(whole, BYTES, PIXELS)
    for share in (0.3, 0.6, 0.9):
        assert refused(whole[: int(len(whole) * share)]) is Reason.PICTURE_BROKEN


HEADS = [picture((80, 80), kind)[:48] for kind in ("JPEG", "PNG", "WEBP", "GIF")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_garbage_is_refused_and_never_breaks(head: bytes, tail: bytes) -> None:
    with suppress(Refusal):
        assert clean(head + tail, BYTES, PIXELS).mode == "RGB"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_with_bytes_turned_is_read_or_refused(kind: str) -> None:
    whole = picture((120, 160), kind, exif=told(6))
    chance = random.Random(kind)
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            image = clean(bytes(data), BYTES, PIXELS)
        except Refusal:
            continue
        assert kind_of(bytes(data)) == kind
        assert image.mode == "RGB"
        assert image.width * image.height <= PIXELS
