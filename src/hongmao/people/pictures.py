"""Square pictures of people and products: decoded and written anew: nothing of a file survives."""

import secrets
import warnings
from io import BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings as django_settings
from PIL import Image, ImageOps, UnidentifiedImageError

from hongmao.core.reasons import Reason, Refusal

FOLDER = "people"
"""The folder below the media folder where they lie."""
SIDE = 256
MEGABYTES = 8
MEGAPIXELS = 40
FORMATS = ("JPEG", "PNG", "WEBP")


def keep_picture(file: IO[bytes], folder: str = FOLDER, side: int = SIDE) -> str:
    """Write a square WebP of `side` pixels into a folder of the media folder; its name there.

    No metadata goes with it. Raises `Refusal` PICTURE_REFUSED.
    """
    content = file.read((MEGABYTES << 20) + 1)
    try:
        made = _square(content, side)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning):
        raise _refused() from None
    name = f"{folder}/{secrets.token_hex(16)}.webp"
    path = Path(django_settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made)
    return name


def drop_picture(name: str, folder: str = FOLDER) -> None:
    """Delete a picture that `keep_picture` made in that folder; no other file."""
    if name.startswith(f"{folder}/") and "/" not in name.removeprefix(f"{folder}/"):
        (Path(django_settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


def _square(content: bytes, side: int) -> bytes:
    if len(content) > MEGABYTES << 20:
        raise _refused()
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MEGAPIXELS * 1_000_000:
                raise _refused()
            picture.draft("RGB", (side * 2, side * 2))
            upright = ImageOps.exif_transpose(picture)
            bare = Image.new("RGB", upright.size, "white")
            shape = upright.convert("RGBA")
            bare.paste(shape, mask=shape.getchannel("A"))
    out = BytesIO()
    ImageOps.fit(bare, (side, side), Image.Resampling.LANCZOS).save(out, "WEBP", quality=82)
    return out.getvalue()


def _refused() -> Refusal:
    return Refusal(Reason.PICTURE_REFUSED, megabytes=MEGABYTES, megapixels=MEGAPIXELS)
