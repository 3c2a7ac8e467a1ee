"""What a drawn picture gets last: the light of the hour, a window's shadow, and a little grain."""

import math
from collections.abc import Sequence
from functools import lru_cache
from hashlib import shake_256

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from hongmao.demo.pictures.chance import Chance
from hongmao.demo.pictures.colour import mix, rgb
from hongmao.demo.pictures.palettes import LIGHTS, Light

_GRAIN = 256
_GRAINED = 600
_SUN = "#2b2413"
_SMALL = 4
"""Light changes slowly, so its maps are made at a quarter of the size."""


def light_up(
    image: Image.Image,
    light: str,
    gobo: str,
    lamps: Sequence[tuple[float, float, float]],
    seed: str,
) -> Image.Image:
    """`image` as seen by `light`, through `gobo`, with `lamps` (parts of width: x, y, radius)."""
    size = (image.width // _SMALL, image.height // _SMALL)
    hour = LIGHTS[light]
    tint = _slope(size, hour.top, hour.bottom)
    if gobo and light != "night":
        mask = _gobo(size, gobo, Chance(f"gobo {seed}"))
        dim = ImageChops.multiply(tint, Image.new("RGB", size, rgb(hour.shade)))
        tint = Image.composite(tint, dim, mask)
        sun = ImageChops.multiply(
            Image.merge("RGB", (mask,) * 3), Image.new("RGB", size, rgb(_SUN))
        )
        image = ImageChops.screen(image, sun.resize(image.size))
    for x, y, radius in lamps if light == "night" else ():
        warm = Image.new("RGB", size, rgb("#fff1d8"))
        tint = Image.composite(warm, tint, _pool(size, x * size[0], y * size[0], radius * size[0]))
    image = ImageChops.multiply(image, tint.resize(image.size, Image.Resampling.BICUBIC))
    image = ImageChops.screen(image, _glow(size, hour, light, lamps).resize(image.size))
    return _grain(image) if image.width >= _GRAINED else image


def _slope(size: tuple[int, int], top: str, bottom: str) -> Image.Image:
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(
        Image.new("RGB", size, rgb(bottom)), Image.new("RGB", size, rgb(top)), ramp
    )


def _pool(size: tuple[int, int], x: float, y: float, radius: float) -> Image.Image:
    """A round pool of light as a mask: full at its middle, nothing at `radius`."""
    disc = ImageChops.invert(Image.radial_gradient("L")).point(_falloff())
    side = max(2, int(radius * 2))
    mask = Image.new("L", size)
    mask.paste(disc.resize((side, side)), (int(x - radius), int(y - radius)))
    return mask


@lru_cache(maxsize=1)
def _falloff() -> list[int]:
    edge = 255 * (1 - 1 / math.sqrt(2))
    return [round(255 * max(0.0, (v - edge) / (255 - edge)) ** 1.2) for v in range(256)]


def _glow(
    size: tuple[int, int], hour: Light, light: str, lamps: Sequence[tuple[float, float, float]]
) -> Image.Image:
    glow = Image.new("RGB", size)
    spots = [(hour.spot[0] * size[0], hour.spot[1] * size[1], max(size) * 0.75, hour.strength)]
    if light == "night":
        spots = [(x * size[0], y * size[0], r * size[0] * 0.6, 0.3) for x, y, r in lamps]
    for x, y, radius, strength in spots:
        colour = Image.new("RGB", size, rgb(mix("#000000", hour.glow, strength)))
        dark = Image.new("RGB", size)
        glow = ImageChops.screen(glow, Image.composite(colour, dark, _pool(size, x, y, radius)))
    return glow


def _gobo(size: tuple[int, int], kind: str, chance: Chance) -> Image.Image:
    """Where a window's light falls: white where it does."""
    w, h = size
    mask = Image.new("L", size, 0 if kind != "leaves" else 255)
    draw = ImageDraw.Draw(mask)
    lean, x0, y0 = (
        chance.between(0.25, 0.5),
        chance.between(0.0, 0.16) * w,
        chance.between(-0.1, 0.06) * h,
    )
    if kind == "panes":
        wide, tall = w * 0.34, h * 0.36
        for i in range(2):
            for j in range(2):
                x, y = (
                    x0 + i * wide * 1.1 + j * tall * lean * 0.9,
                    y0 + j * tall * 1.08 + i * wide * 0.2,
                )
                draw.polygon(
                    [
                        (x, y),
                        (x + wide, y + wide * 0.2),
                        (x + wide + tall * lean, y + tall + wide * 0.2),
                        (x + tall * lean, y + tall),
                    ],
                    255,
                )
        _branch(draw, w * chance.between(0.5, 0.9), h * 0.02, w * 0.6, chance)
    elif kind == "blinds":
        for k in range(9):
            y = y0 + k * h * 0.085
            draw.polygon(
                [
                    (x0 + y * lean * 0.4, y),
                    (x0 + w * 0.8 + y * lean * 0.4, y + w * 0.16),
                    (x0 + w * 0.8 + y * lean * 0.4, y + w * 0.16 + h * 0.05),
                    (x0 + y * lean * 0.4, y + h * 0.05),
                ],
                255,
            )
    else:
        for side in (chance.between(-0.12, 0.16), chance.between(0.6, 1.0)):
            _branch(draw, w * side, -h * 0.08, w * chance.between(0.55, 0.9), chance)
    return mask.filter(ImageFilter.GaussianBlur(w * (0.011 if kind != "leaves" else 0.013)))


def _branch(draw: ImageDraw.ImageDraw, x: float, y: float, length: float, chance: Chance) -> None:
    """The shadow of a branch that hangs into the light."""
    heading = chance.between(0.5, 1.2) if x < 90 else chance.between(1.9, 2.6)
    for k in range(7):
        far = length * (k + 1) / 7
        stem_x, stem_y = x + math.cos(heading) * far, y + math.sin(heading) * far
        for side in (-1, 1):
            turn = heading + side * chance.between(0.6, 1.0)
            long = length * 0.3 * (1.1 - 0.5 * k / 7)
            tip = (stem_x + math.cos(turn) * long, stem_y + math.sin(turn) * long)
            across = (-math.sin(turn) * long * 0.22, math.cos(turn) * long * 0.22)
            mid = ((stem_x + tip[0]) / 2, (stem_y + tip[1]) / 2)
            draw.polygon(
                [
                    (stem_x, stem_y),
                    (mid[0] + across[0], mid[1] + across[1]),
                    tip,
                    (mid[0] - across[0], mid[1] - across[1]),
                ],
                0,
            )


@lru_cache(maxsize=1)
def _tile() -> Image.Image:
    raw = Image.frombytes("L", (_GRAIN, _GRAIN), shake_256(b"grain").digest(_GRAIN * _GRAIN))
    return raw.filter(ImageFilter.GaussianBlur(0.6)).point(
        [int(128 + (v - 128) * 0.11) for v in range(256)]
    )


def _grain(image: Image.Image) -> Image.Image:
    layer = Image.new("L", image.size)
    for x in range(0, image.width, _GRAIN):
        for y in range(0, image.height, _GRAIN):
            layer.paste(_tile(), (x, y))
    return ImageChops.add(image, Image.merge("RGB", (layer, layer, layer)), 1, -128)
