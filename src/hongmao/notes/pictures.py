"""Pictures that people send: read once within limits, cleaned of what they say beside pixels.

A picture's type is told by its first bytes and its size by its header, before anything is decoded.
What is kept are pixels alone: no EXIF, place, comment or profile of the file that came. No HEIC:
its decoders are large and have often had to be mended, and phones send JPEG where a page asks.
"""

import struct
import zlib
from collections import Counter
from io import BytesIO
from typing import Final

import msgspec
from PIL import Image, ImageCms, ImageOps

from hongmao.core.crops import crop_box
from hongmao.core.reasons import Reason, Refusal

WIDTHS: Final = (480, 960, 1920)
"""The widths that a picture is made in, as far as it is as wide; the widest is the one kept."""
JPEG_WIDTH: Final = 960
"""The width of the JPEG for readers and machines that know no WebP."""
LEAST_SIDE: Final = 64
MOST_RATIO: Final = 5
WEBP_QUALITY, JPEG_QUALITY = 80, 84
PAPER = (255, 255, 255)
"""What stands behind the transparent parts of a picture."""

UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    AttributeError,
    struct.error,
    zlib.error,
)
"""What Pillow raises over bytes that are no whole picture."""


class Rendering(msgspec.Struct, frozen=True):
    """A picture in its widths: bytes by file name; `colour` (`#rrggbb`) is its commonest."""

    files: dict[str, bytes]
    widths: tuple[int, ...]
    width: int
    height: int
    colour: str


def kind_of(data: bytes) -> str | None:
    """What the first bytes say it is, in Pillow's words; None for anything that is not taken."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def clean(data: bytes, most_bytes: int, most_pixels: int) -> Image.Image:
    """The pixels of a picture, upright, in sRGB, at most as wide as the widest of `WIDTHS`.

    Raises `Refusal`: PICTURE_TOO_LARGE, PICTURE_TYPE, PICTURE_TOO_MANY_PIXELS, PICTURE_SHAPE,
    PICTURE_BROKEN.
    """
    if len(data) > most_bytes:
        raise Refusal(Reason.PICTURE_TOO_LARGE, limit=most_bytes >> 20)
    kind = kind_of(data)
    if kind is None:
        raise Refusal(Reason.PICTURE_TYPE)
    try:
        if kind == "WEBP":  # whose reader takes room for every pixel as soon as it is opened
            _check_size(_webp_size(data), most_pixels)
        with Image.open(BytesIO(data), formats=[kind]) as opened:
            _check_size(opened.size, most_pixels)
            return _pixels(opened)
    except Image.DecompressionBombError:  # by a size that Pillow itself will not open
        raise _too_many(most_pixels) from None
    except UNREADABLE:
        raise Refusal(Reason.PICTURE_BROKEN) from None


def _too_many(most_pixels: int) -> Refusal:
    return Refusal(Reason.PICTURE_TOO_MANY_PIXELS, limit=f"{most_pixels / 1e6:g}")


def _check_size(size: tuple[int, int], most_pixels: int) -> None:
    short, long = sorted(size)
    if short * long > most_pixels:
        raise _too_many(most_pixels)
    if short < LEAST_SIDE or long > MOST_RATIO * short:
        raise Refusal(Reason.PICTURE_SHAPE, least=LEAST_SIDE, ratio=MOST_RATIO)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height from a WebP's first chunk (RFC 9649); `ValueError` where it has none."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L" and data[20:21] == b"\x2f":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no picture in this WebP")


def _pixels(opened: Image.Image) -> Image.Image:
    widest = WIDTHS[-1]
    opened.draft("RGB", (widest, widest))  # a JPEG's decoder halves it on the way, as far as fits
    opened.load()
    upright = _upright(opened)
    coloured = _to_srgb(upright)
    if coloured.width > widest:
        height = max(1, round(coloured.height * widest / coloured.width))
        coloured = coloured.resize((widest, height), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", coloured.size, PAPER)  # so that nothing of `info` comes along
    bare.paste(coloured, mask=coloured.getchannel("A") if coloured.mode == "RGBA" else None)
    return bare


def _upright(image: Image.Image) -> Image.Image:
    """The picture as its camera was held; as it lies where the EXIF cannot be read."""
    try:
        return ImageOps.exif_transpose(image)
    except UNREADABLE:
        return image


def _to_srgb(image: Image.Image) -> Image.Image:
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    profile = image.info.get("icc_profile")
    if profile and not transparent and image.mode in {"RGB", "L", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, *UNREADABLE):
            pass
        else:
            if turned is not None:
                return turned
    return image.convert("RGBA" if transparent else "RGB")


def open_own(data: bytes) -> Image.Image:
    """The pixels of a picture that we made ourselves."""
    with Image.open(BytesIO(data)) as opened:
        return opened.convert("RGB")


def render(image: Image.Image, aspect: str = "", focus: str = "") -> Rendering:
    """A cleaned picture, cropped (see `core.crops`), in all its widths, WebP and one JPEG."""
    cropped = image.crop(crop_box(image.width, image.height, aspect, focus))
    widest = min(cropped.width, WIDTHS[-1])
    widths = (*(width for width in WIDTHS if width < widest), widest)
    files, height = {}, cropped.height
    for width in widths:
        sized = _sized(cropped, width)
        files[f"{width}.webp"] = _encoded(sized, "WEBP", quality=WEBP_QUALITY, method=4)
        height = sized.height
    small = _sized(cropped, min(widest, JPEG_WIDTH))
    files["still.jpg"] = _encoded(small, "JPEG", quality=JPEG_QUALITY, progressive=True)
    return Rendering(files, widths, widest, height, _commonest(cropped))


def _sized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, kind: str, **how: object) -> bytes:
    held = BytesIO()
    image.save(held, kind, **how)
    return held.getvalue()


def _commonest(image: Image.Image) -> str:
    small = image.resize((32, 32), Image.Resampling.BOX).quantize(6).convert("RGB")
    counted = Counter(small.get_flattened_data())
    colour = counted.most_common(1)[0][0]
    assert isinstance(colour, tuple)  # of an RGB picture
    return "#" + "".join(f"{int(part):02x}" for part in colour)
