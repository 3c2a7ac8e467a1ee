"""Colours: mixing in OKLab, so that blends stay clear instead of turning grey."""

from functools import lru_cache

Lab = tuple[float, float, float]


@lru_cache(maxsize=4096)
def mix(one: str, other: str, part: float) -> str:
    """`one` with `part` (0 to 1) of `other` in it; both and the answer are `#rrggbb`."""
    a, b = _lab(one), _lab(other)
    return _hex(
        (_between(a[0], b[0], part), _between(a[1], b[1], part), _between(a[2], b[2], part))
    )


@lru_cache(maxsize=4096)
def sink(colour: str, part: float, shadow: str) -> str:
    """`colour` in shade: darker, a little richer, leaning towards `shadow`."""
    light, a, b = _lab(colour)
    _, shadow_a, shadow_b = _lab(shadow)
    rich = 1 + 0.12 * part
    return _hex(
        (
            light * (1 - 0.62 * part),
            _between(a * rich, shadow_a, part * 0.3),
            _between(b * rich, shadow_b, part * 0.3),
        )
    )


def rgb(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as three numbers of 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _between(a: float, b: float, part: float) -> float:
    return a + (b - a) * part


def _lab(colour: str) -> Lab:
    """OKLab of an sRGB colour (Björn Ottosson, 2020)."""
    red, green, blue = (_linear(channel / 255) for channel in rgb(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _hex(lab: Lab) -> str:
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(channel)):02x}" for channel in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return channel * 12.92 if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)
