"""Skies, mountains, water and trees: what a landscape is put together from."""

import math
from itertools import pairwise

from hongmao.demo.pictures.canvas import Canvas, Point, sized, smooth, trace
from hongmao.demo.pictures.colour import mix


def sky(c: Canvas, w: float, h: float, *, clouds: int = 2, sun: Point | None = None) -> None:
    """A sky for the hour over `w` by `h`, with sun or moon where asked (parts of w and h)."""
    zenith, middle, low = c.p.sky
    if c.night:
        deep = mix(zenith, "#101a4a", 0.75)
        tones = [mix(deep, "#050a26", 0.4), deep, mix(middle, "#3a3f8c", 0.65)]
    elif c.light == "dusk":
        tones = [mix(zenith, "#5b5aa8", 0.4), mix(middle, "#f7a8a0", 0.5)]
        tones += [mix(low, "#ff9d5c", 0.4), "#ffd99a"]
    else:
        tones = [zenith, middle, low]
    c.ramp(0, 0, w, h, *tones)
    if c.night:
        stars(c, w, h * 0.75, int(w * h / 9000))
    if sun is not None:
        x, y = sun[0] * w, sun[1] * h
        colour = "#ffe9b0" if c.light == "dusk" else "#fff7d8"
        c.glow(x, y, 330, colour, 0.7 if not c.night else 0.3)
        c.oval(x, y, 62, 62, c.radial(("#ffffff"), colour))
        if c.night:
            c.oval(x - 14, y - 10, 12, 10, "#d9d6c0", opacity=0.5)
            c.oval(x + 16, y + 14, 16, 13, "#d9d6c0", opacity=0.4)
    for _ in range(clouds if not c.night else 0):
        cloud(
            c,
            c.chance.between(0.05, 0.95) * w,
            c.chance.between(0.08, 0.42) * h,
            c.chance.between(0.5, 1.1) * min(w, 700) / 700,
        )


def stars(c: Canvas, w: float, h: float, count: int) -> None:
    """Stars, most of them small; the denser the higher."""
    for _ in range(count):
        x, y = c.chance.unit() * w, c.chance.unit() ** 1.4 * h
        big = c.chance.pick((1.2, 1.2, 1.6, 2.0, 3.0))
        c.oval(x, y, big, big, "#fff8e4", opacity=c.chance.between(0.4, 1))
    for _ in range(3):
        c.glow(c.chance.unit() * w, c.chance.unit() * h * 0.7, 16, "#ffffff", 0.9)


def cloud(c: Canvas, x: float, y: float, size: float) -> None:
    """A flat-bottomed cloud."""
    tone = "#fff0e4" if c.light == "dusk" else "#ffffff"
    paint = c.linear((0, tone, 0.95), (1, tone, 0.12))
    with c.at(x, y, scale=size):
        points = [
            (-190.0, 0.0),
            (-150.0, -44.0),
            (-84.0, -52.0),
            (-30.0, -104.0),
            (50.0, -92.0),
            (88.0, -50.0),
            (150.0, -46.0),
            (196.0, 0.0),
        ]
        data = trace("M", *points[0])
        for a, b in pairwise(points):
            r = math.dist(a, b) * 0.58
            data += trace(" A", r, r, 0, 0, 1, *b)
        c.path(data + "Z", paint)


def ridge(
    c: Canvas, w: float, h: float, y: float, height: float, paint: str, *, jagged: bool = True
) -> list[Point]:
    """A mountain's line around `y` rising `height`, filled down to `h`; answers its points."""
    waves = [
        (c.chance.between(0.6, 1.6) * k, c.chance.between(0, 6.3), 1 / k**1.1)
        for k in ((1, 2, 3, 5, 9, 16, 27) if jagged else (1, 2, 3))
    ]
    points = []
    for i in range(int(w / 14) + 2):
        x = i * 14.0
        rise = sum(
            part
            * (
                1 - abs(math.sin(x / w * speed * 3 + phase)) * 2
                if jagged
                else math.sin(x / w * speed * 4 + phase)
            )
            for speed, phase, part in waves
        )
        points.append((x, y - rise * height * 0.5))
    line = "L".join(f"{px:.0f} {py:.0f}" for px, py in points) if jagged else smooth(points)[1:]
    c.path(f"M{line}L{w:.0f} {h:.0f}L0 {h:.0f}Z", paint)
    return points


def peaks(c: Canvas) -> str:
    """The colour of the nearest mountain: the sky's, or the woods', in shade."""
    return mix(c.chance.pick((c.p.sky[0], c.p.sky[0], c.p.leaf)), c.p.ink, 0.36)


def mountains(
    c: Canvas, w: float, h: float, horizon: float, layers: int, colour: str, height: float
) -> None:
    """Ridges behind ridges, each nearer one darker, with mist between them."""
    haze = mix(c.p.sky[2], c.p.sky[1], 0.4) if not c.night else mix(c.p.sky[1], "#2c3270", 0.75)
    for k in range(layers):
        part = (k + 1) / layers
        tone = mix(
            haze, colour if not c.night else mix(colour, "#0c1438", 0.6), 0.14 + 0.82 * part**1.3
        )
        y = horizon + (h - horizon) * 0.72 * (k / layers) ** 1.2
        ridge(
            c,
            w,
            h,
            y,
            height * (1.0 - 0.4 * part),
            c.linear(
                (0, tone, 1), (0.32, mix(tone, haze, 0.32), 1), (0.8, mix(tone, haze, 0.72), 1)
            ),
        )


def hills(c: Canvas, w: float, h: float, horizon: float, layers: int) -> None:
    """Soft green hills."""
    for k in range(layers):
        part = (k + 1) / layers
        tone = mix(mix(c.p.sky[1], c.p.leaf, 0.45), c.p.leaf if not c.night else "#16283c", part)
        y = horizon + (h - horizon) * k / layers
        ridge(c, w, h, y, h * 0.07, c.linear(c.lift(tone, 0.18), c.sink(tone, 0.12)), jagged=False)


def water(c: Canvas, y: float, bottom: float, *, sun: float | None = None) -> None:
    """Water from `y` down that mirrors the sky, with a path of light below a sun at x `sun`."""
    zenith, middle, low = c.p.sky
    if c.night:
        zenith, middle, low = (
            mix(zenith, "#0c1440", 0.8),
            mix(middle, "#1c2660", 0.8),
            mix(low, "#3a4690", 0.8),
        )
    elif c.light == "dusk":
        low = mix(low, "#ffb070", 0.5)
    c.ramp(0, y, c.w, bottom - y, low, mix(middle, zenith, 0.3), mix(zenith, c.p.a, 0.25))
    for _ in range(46):
        part = c.chance.unit() ** 1.6
        at = y + 6 + (bottom - y) * part
        wide = 30 + 190 * part
        x = c.chance.unit() * c.w
        c.rect(
            x - wide / 2,
            at,
            wide,
            2 + 5 * part,
            "#ffffff",
            rx=3,
            opacity=c.chance.between(0.08, 0.3),
        )
    for k in range(26 if sun is not None else 0):
        part = k / 26
        wide = c.chance.between(0.4, 1) * (60 + 130 * part)
        c.rect(
            (sun or 0) - wide / 2 + c.chance.between(-22, 22),
            y + 4 + (bottom - y) * part,
            wide,
            3 + 5 * part,
            "#fff4cf",
            rx=3,
            opacity=0.75 - 0.5 * part,
        )


def conifer(c: Canvas, height: float, colour: str) -> None:
    """A fir tree."""
    c.rect(-height * 0.03, -height * 0.16, height * 0.06, height * 0.16, c.sink(c.p.wood, 0.3))
    for k in range(4):
        top, low = -height * (1 - 0.2 * k), -height * (0.62 - 0.18 * k)
        wide = height * (0.13 + 0.055 * k)
        data = (
            f"M 0 {top} Q {wide * 0.4} {(top + low) / 2} {wide} {low} Q 0 "
            f"{low + height * 0.05} {-wide} {low} Q {-wide * 0.4} {(top + low) / 2} "
            f"0 {top} Z"
        )
        c.path(data, c.linear(c.lift(colour, 0.12), colour, c.sink(colour, 0.35), angle="across"))


def tree(c: Canvas, height: float, colour: str) -> None:
    """A tree with a round crown of many leaves."""
    c.shade(height * 0.16, 0, height * 0.5, height * 0.07, 0.35)
    c.path(
        sized("M -0.05 0 Q -0.02 -0.3 -0.07 -0.6 L 0.07 -0.6 Q 0.02 -0.3 0.06 0 Z", height),
        c.round(c.p.wood),
    )
    for i in range(16):
        turn, far = math.tau * i / 16 * 2.4, (1 - i / 16) * 0.24
        x, y = math.cos(turn) * height * far * 1.15, -height * 0.68 + math.sin(turn) * height * far
        big = height * c.chance.between(0.14, 0.2)
        c.oval(
            x,
            y,
            big,
            big * 0.92,
            c.ball(c.lift(colour, 0.02 * i) if i > 5 else c.sink(colour, 0.2 - 0.03 * i), 0.7),
        )


def grass(c: Canvas, y: float, spread: float, count: int, colour: str, height: float = 60) -> None:
    """Tufts of grass along y, over `spread` downwards."""
    for _ in range(count):
        x, at = c.chance.unit() * c.w, y + c.chance.unit() * spread
        tall = height * c.chance.between(0.6, 1.2)
        for lean in (-14, 0, 14):
            c.stroke(
                trace("M", x + lean * 0.3, at, "q", lean * 0.3, -tall * 0.6, lean, -tall),
                c.lift(colour, c.chance.between(0, 0.3)),
                4,
            )


def birds(c: Canvas, x: float, y: float, count: int = 4) -> None:
    """A few birds far off."""
    for _ in range(count):
        at_x, at_y, size = (
            x + c.chance.between(-110, 110),
            y + c.chance.between(-50, 50),
            c.chance.between(10, 18),
        )
        c.stroke(
            (
                f"M {at_x - size} {at_y - size * 0.4} q {size * 0.6} {-size * 0.2} "
                f"{size} {size * 0.4} q {size * 0.4} {-size * 0.6} {size} {-size * 0.4}"
            ),
            c.sink(c.p.sky[0], 0.55),
            3.4,
        )


def firs(c: Canvas, y: float, count: int, low: float, high: float, colour: str) -> None:
    """A row of firs along y."""
    for k in range(count):
        x = c.w * (k + c.chance.between(0.1, 0.9)) / count
        with c.at(x, y + c.chance.between(-14, 14)):
            conifer(c, c.chance.between(low, high), colour)
