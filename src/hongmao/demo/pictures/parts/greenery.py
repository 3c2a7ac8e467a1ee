"""Leaves, stems, flowers and potted plants."""

import math

from hongmao.demo.pictures.canvas import Canvas, Point, curve, polygon, sized, smooth, trace
from hongmao.demo.pictures.parts.vessels import band, turned


def leaf(
    c: Canvas,
    length: float,
    width: float,
    colour: str,
    rotate: float = 0,
    x: float = 0,
    y: float = 0,
) -> None:
    """A leaf growing up from (x, y), lit on one half."""
    half = sized("C 0.62 -0.22 0.5 -0.72 0 -1", width, length)
    other = sized("C -0.62 -0.22 -0.5 -0.72 0 -1", width, length)
    with c.at(x, y, rotate=rotate):
        c.path(f"M 0 0 {half} Z", c.flat(c.sink(colour, 0.2)))
        c.path(f"M 0 0 {other} Z", c.flat(c.lift(colour, 0.1)))
        c.stroke(
            trace("M", 0, 0, "L", 0, -length * 0.86),
            c.lift(colour, 0.4),
            max(1.4, width * 0.035),
            opacity=0.6,
        )


def sprig(
    c: Canvas,
    length: float,
    colour: str,
    *,
    lean: float = 0,
    leaves: int = 9,
    size: float = 0.24,
    plump: float = 0.42,
) -> Point:
    """A bending stem with paired leaves; answers where it ends."""

    def along(t: float) -> Point:
        return lean * t * t, -length * t

    c.stroke(
        smooth([along(t / 4) for t in range(5)]), c.sink(colour, 0.3), max(3.0, length * 0.012)
    )
    for i in range(leaves):
        t = 0.22 + 0.76 * i / leaves
        x, y = along(t)
        big = length * size * (1.15 - 0.5 * t) * c.chance.between(0.85, 1.1)
        tilt = math.degrees(math.atan2(2 * lean * t, length))
        side = 1 if i % 2 else -1
        leaf(c, big, big * plump, colour, tilt + side * c.chance.between(42, 66), x, y)
    end = along(1)
    leaf(
        c,
        length * size * 0.7,
        length * size * 0.7 * plump,
        colour,
        math.degrees(math.atan2(2 * lean, length)),
        *end,
    )
    return end


def frond(c: Canvas, length: float, colour: str, lean: float) -> None:
    """A palm or fern frond that arches towards `lean`."""
    points = [(lean * t**1.6, -length * (t - 0.32 * t**3)) for t in (i / 12 for i in range(13))]
    c.stroke(smooth(points), c.sink(colour, 0.25), 5)
    for i in range(2, 13):
        (x0, y0), (x1, y1) = points[i - 1], points[i]
        heading = math.degrees(math.atan2(x1 - x0, -(y1 - y0)))
        big = length * 0.3 * math.sin(math.pi * (0.16 + 0.8 * i / 13))
        leaf(c, big, big * 0.2, colour, heading - 52, x1, y1)
        leaf(c, big, big * 0.2, c.sink(colour, 0.12), heading + 52, x1, y1)


def split_leaf(c: Canvas, size: float, colour: str, rotate: float = 0) -> None:
    """A leaf of the Swiss cheese plant, hanging on the origin by its heart."""
    right: list[Point] = []
    for i in range(41):
        turn = math.pi * i / 40
        wide = math.sin(turn) ** 0.8 * (0.62 - 0.1 * math.cos(turn))
        tall = 0.16 * math.sin(turn * 0.5 + 0.2) - 0.58 * (1 - math.cos(turn)) + 0.1
        notch = 0.42 if i in (13, 14, 19, 20, 25, 26, 31, 32) else 1.0
        right.append((size * wide * notch, size * (tall + (0.07 if notch < 1 else 0))))
    left = [(-x, y) for x, y in reversed(right)]
    with c.at(rotate=rotate):
        shape = polygon([*right, *left])
        c.path(
            shape,
            c.linear(c.lift(colour, 0.22), colour, c.sink(colour, 0.3), angle="aslant"),
            stroke=c.sink(colour, 0.05),
            stroke_width=7,
            stroke_linejoin="round",
        )
        c.stroke(trace("M", 0, size * 0.06, "L", 0, -size * 1.0), c.lift(colour, 0.4), size * 0.022)
        for k in range(4):
            y = -size * (0.1 + 0.22 * k)
            for side in (-1, 1):
                c.stroke(
                    (
                        f"M 0 {y} Q {side * size * 0.22} {y - size * 0.02} {side * size * 0.38} "
                        f"{y - size * 0.1}"
                    ),
                    c.lift(colour, 0.3),
                    size * 0.012,
                    opacity=0.7,
                )


def bloom(c: Canvas, size: float, colour: str, kind: str) -> None:
    """A flower's head around the origin: `daisy`, `rose`, `tulip` or `puff`."""
    if kind == "daisy":
        for ring, part in ((1.0, 0.0), (0.8, 0.16)):
            for i in range(13):
                leaf(
                    c,
                    size * ring,
                    size * 0.4,
                    c.lift(colour, 0.1 + part),
                    i * 360 / 13 + 9 * part * 10,
                )
        c.oval(0, 0, size * 0.3, size * 0.28, c.ball("#eeb13c"))
    elif kind == "rose":
        for i, (far, big) in enumerate(((0.44, 0.62), (0.3, 0.52), (0.15, 0.42), (0.0, 0.3))):
            for k in range(6 if far else 1):
                turn = math.tau * k / 6 + i * 0.5
                x, y = math.cos(turn) * size * far, math.sin(turn) * size * far * 0.9
                tone = (
                    c.lift(colour, 0.34 - 0.13 * i)
                    if k % 2
                    else c.lift(colour, 0.24 - 0.13 * i if i < 2 else 0)
                )
                c.oval(x, y, size * big, size * big * 0.86, c.ball(tone, 0.55))
        c.stroke(
            curve("-0.12 0, 0 -0.14, 0.13 0, 0 0.1", size),
            c.sink(colour, 0.3),
            size * 0.05,
        )
    elif kind == "tulip":
        for rotate, lit in ((-17, 0.0), (17, -0.16), (0, 0.16)):
            shade = c.lift(colour, lit) if lit >= 0 else c.sink(colour, -lit)
            with c.at(0, size * 0.5, rotate=rotate):
                c.path(
                    sized("M 0 0 C -0.78 -0.1 -0.5 -1.1 0 -1.5 C 0.5 -1.1 0.78 -0.1 0 0 Z", size),
                    c.round(shade, 0.6),
                )
    else:
        for _ in range(9):
            c.oval(
                c.chance.between(-0.6, 0.6) * size,
                c.chance.between(-0.6, 0.6) * size,
                size * 0.34,
                size * 0.34,
                c.ball(colour),
            )


PETALS = (
    ("#e8617a", "#f7b4b0", "#fff1e4"),
    ("#f2a03d", "#f7cf63", "#fff1d8"),
    ("#b48ad6", "#e2c6f0", "#fffaff"),
    ("#d8434e", "#f08a7c", "#fbe3d8"),
    ("#f3bcc4", "#fbe6df", "#e88fa2"),
)
"""Colours that flowers have, three by three."""


def petals(c: Canvas) -> list[str]:
    """Colours of one bunch of flowers."""
    return list(c.chance.pick(PETALS))


def bunch(
    c: Canvas,
    mouth: float,
    colours: list[str],
    *,
    kind: str = "",
    stems: int = 7,
    tall: float = 300,
    spread: float = 170,
    size: float = 54,
) -> None:
    """Flowers standing in a vase whose mouth is at y `mouth`."""
    kind = kind or c.chance.pick(["daisy", "rose", "tulip", "puff"])
    places = []
    for i in range(stems):
        part = (i + 0.5) / stems * 2 - 1
        high = tall * (1 - 0.36 * part * part) * c.chance.between(0.78, 1.06)
        places.append((part * spread * c.chance.between(0.8, 1.1), mouth - high))
    for x, y in places:
        c.stroke(
            smooth([(x * 0.08, mouth + 8), (x * 0.4, mouth + (y - mouth) * 0.5), (x, y)]),
            c.sink(c.p.leaf, 0.15),
            6,
        )
    for x, y in places[::2]:
        with c.at(x * 0.5, mouth + (y - mouth) * 0.42):
            leaf(c, 110, 44, c.p.leaf, c.chance.between(30, 60) * (1 if x > 0 else -1))
    for i, (x, y) in enumerate(sorted(places, key=lambda place: abs(place[0]), reverse=True)):
        with c.at(x, y, rotate=x * 0.1):
            bloom(c, size * c.chance.between(0.85, 1.15), colours[i % len(colours)], kind)


def pot(c: Canvas, colour: str, wide: float = 110, tall: float = 170) -> float:
    """A flower pot; answers the y of its mouth."""
    style = c.chance.whole(0, 2)
    if style == 0:
        turned(c, [(wide * 0.94, -tall), (wide * 0.72, 0)], colour, sharp=True)
        c.path(
            sized("M -1.04 -1 L 1.04 -1 L 0.99 -0.76 Q 0 -0.66 -0.99 -0.76 Z", wide, tall),
            c.round(colour),
        )
    else:
        data = turned(
            c,
            [
                (wide * 0.9, -tall),
                (wide, -tall * 0.7),
                (wide * 0.96, -tall * 0.25),
                (wide * 0.66, 0),
            ],
            colour,
        )
        if style == 2:
            band(c, data, -tall * 0.6, tall * 0.2, c.lift(colour, 0.55), wide)
    c.oval(0, -tall, wide * 0.96, wide * 0.18, c.lift(colour, 0.25))
    c.oval(0, -tall + 2, wide * 0.84, wide * 0.13, "#3c2a22")
    return -tall
