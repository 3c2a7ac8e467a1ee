"""Lakes, the sea, and rain."""

import math

from hongmao.demo.pictures.canvas import Canvas, polygon, smooth
from hongmao.demo.pictures.colour import mix
from hongmao.demo.pictures.parts.greenery import leaf
from hongmao.demo.pictures.parts.rooms import books_lying
from hongmao.demo.pictures.parts.skies import (
    birds,
    mountains,
    peaks,
    sky,
    water,
)
from hongmao.demo.pictures.parts.vessels import cup


def lake_pavilion(c: Canvas) -> None:
    """A pavilion at a lake, willows and lotus in front."""
    y = c.h * 0.56
    x = c.w * c.chance.pick((0.36, 0.62))
    sun = (0.78 if x < c.w / 2 else 0.24, 0.44)
    sky(c, c.w, y, clouds=2, sun=sun)
    mountains(c, c.w, y + 4, c.h * 0.4, 3, peaks(c), 190)
    water(c, y, c.h, sun=c.w * sun[0])
    with c.at(x, y + 20, 1.12):
        with c.faint(0.3), c.at(0, 8):
            c.path(
                "M -220 0 L 220 0 L 120 250 L -120 250 Z",
                c.linear((0, c.p.ink, 0.9), (1, c.p.ink, 0)),
            )
        pavilion(c)
    willow(c, c.w if x < c.w / 2 else 0)
    for k in range(16):
        part = (k / 16) ** 1.2
        with c.at(c.w * c.chance.between(0, 1), c.h * (0.8 + 0.2 * part), 0.5 + 0.7 * part):
            tone = c.sink(c.p.leaf, c.chance.between(0, 0.2))
            c.oval(0, 6, 110, 30, c.p.ink, opacity=0.14)
            c.path("M 0 0 L 96 -18 A 106 30 0 1 1 60 -26 Z", c.radial(c.lift(tone, 0.35), tone))
            if c.chance.unit() < 0.4:
                lotus(c)
    birds(c, c.w * 0.5, c.h * 0.16)
    c.lamps = [(x, y - 100, 520), (c.w * sun[0], c.h * 0.2, 800)]


def pavilion(c: Canvas) -> None:
    """A small pavilion with two swept roofs on stone."""
    dark, red = c.sink(c.p.wood, 0.5), c.p.a
    c.rect(-200, -24, 400, 34, c.flat("#b9b3aa"), rx=4)
    c.rect(-170, -44, 340, 22, c.flat("#cfc9bf"), rx=3)
    for k in (-136, -54, 40, 122):
        c.rect(k, -204, 15, 164, c.round(red))
    c.rect(-140, -92, 280, 8, c.sink(red, 0.3))
    for k in range(12):
        c.rect(-132 + k * 23, -88, 5, 46, c.sink(red, 0.3))
    for y, wide, tall in ((-200, 226.0, 92.0), (-276, 142.0, 84.0)):
        if y < -250:
            c.rect(-84, y - 4, 168, 34, c.sink(red, 0.24))
        roof = (
            f"M {-wide} {y - 18} Q {-wide * 0.5} {y} {-wide * 0.36} {y - tall} L "
            f"{wide * 0.36} {y - tall} Q {wide * 0.5} {y} {wide} {y - 18} Q "
            f"{wide * 0.8} {y + 16} {wide * 0.66} {y + 10} L {-wide * 0.66} {y + 10} "
            f"Q {-wide * 0.8} {y + 16} {-wide} {y - 18} Z"
        )
        c.path(roof, c.linear(c.lift(dark, 0.26), dark))
        for k in range(-6, 7):
            c.stroke(
                (
                    f"M {k * wide * 0.05} {y - tall} Q {k * wide * 0.06} {y - 20} "
                    f"{k * wide * 0.1} {y + 4}"
                ),
                c.lift(dark, 0.3),
                3,
                opacity=0.5,
            )
    c.path("M -14 -356 Q 0 -420 14 -356 Z", c.p.b)
    for x in (-150, 150):
        if c.light in ("dusk", "night"):
            c.glow(x, -160, 90, "#ffb14a", 0.8)
        c.oval(x, -162, 19, 23, c.ball("#e8452f"))


def lotus(c: Canvas) -> None:
    """A lotus in flower above its leaf."""
    c.stroke("M 10 -10 Q 16 -70 4 -110", c.sink(c.p.leaf, 0.2), 7)
    with c.at(4, -110):
        for turn in (-64, 64, -36, 36, 0):
            leaf(c, 76, 46, "#f39ab4" if turn else "#ffd5df", turn)


def willow(c: Canvas, x: float) -> None:
    """Willow branches that hang in from a corner."""
    way = 1 if x == 0 else -1
    for _ in range(14):
        start = x + way * c.chance.between(-30, 330)
        points = [(start, -20.0), (start + way * 20, c.h * 0.12)]
        far = c.h * c.chance.between(0.2, 0.46) * (1 - abs(start - x) / 520)
        points.append((start + way * c.chance.between(0, 30), max(60.0, far)))
        c.stroke(smooth(points), c.sink(c.p.leaf, 0.1), 3)
        for k in range(12):
            t = k / 11
            at_x, at_y = (
                points[0][0] + (points[2][0] - points[0][0]) * t,
                -20 + (points[2][1] + 20) * t,
            )
            leaf(
                c,
                52,
                13,
                c.lift(c.p.leaf, c.chance.between(0, 0.3)),
                180 + (34 if k % 2 else -34),
                at_x + way * 10,
                at_y,
            )


def seaside(c: Canvas) -> None:
    """A beach with a parasol, the tide coming in."""
    y = c.h * 0.42
    sky(c, c.w, y, clouds=3, sun=(c.chance.between(0.2, 0.8), 0.5) if c.light != "noon" else None)
    water(c, y, c.h * 0.8, sun=c.w * 0.5 if c.light != "noon" else None)
    with c.at(c.w * c.chance.pick((0.24, 0.74)), y + 34, 0.8):
        boat(c)
    sand = mix(c.p.ground, "#f6dfb4", 0.66)
    for part, tone, see in (
        (0.585, "#ffffff", 0.9),
        (0.6, mix(c.p.a, "#d9f3ee", 0.75), 0.6),
        (0.625, "#ffffff", 0.95),
        (0.64, c.sink(sand, 0.12), 1.0),
        (0.67, sand, 1.0),
    ):
        line = [
            (c.w * t / 5, c.h * (part + 0.018 * math.sin(t * 1.9 + part * 30)))
            for t in range(-1, 7)
        ]
        c.path(
            smooth(line) + f"V{c.h + 10}H-200Z",
            c.linear(c.lift(tone, 0.2), tone) if see == 1 else tone,
            opacity=see,
        )
    with c.at(c.w * 0.34, c.h * 0.93):
        c.path(polygon([(-30, -60), (290, -90), (400, 10), (20, 50)]), c.flat(c.p.cream))
        for k in range(4):
            c.path(
                polygon(
                    [
                        (10 + k * 74, -64 - 7 * k),
                        (44 + k * 74, -67 - 7 * k),
                        (110 + k * 86, 40 - 9 * k),
                        (64 + k * 86, 45 - 9 * k),
                    ]
                ),
                c.flat(c.p.a),
            )
        with c.at(60, -16):
            parasol(c)
    for x, part in ((0.84, 0.86), (0.74, 0.95), (0.16, 0.78)):
        with c.at(c.w * x, c.h * part):
            c.shade(6, 6, 30, 9)
            for turn in range(0, 360, 72):
                leaf(c, 26, 16, c.lift(c.p.a, 0.3), turn)
    birds(c, c.w * 0.5, c.h * 0.16)
    c.lamps = [(c.w * 0.5, c.h * 0.3, 900)]


def parasol(c: Canvas) -> None:
    """A striped parasol stuck into the sand, leaning."""
    c.oval(120, 20, 220, 40, c.p.ink, opacity=0.14)
    with c.at(rotate=12):
        c.rect(-7, -430, 14, 440, c.round(c.p.wood), rx=6)
        for k in range(6):
            a, b = -240 + 80 * k, -160 + 80 * k
            bulge = 1 - abs(k - 2.5) / 7
            tone = c.p.a if k % 2 else c.p.cream
            c.path(
                (
                    f"M 0 -560 Q {a * 0.84} -530 {a} -390 Q {(a + b) / 2} {-366 - 6 * bulge} "
                    f"{b} -390 Q {b * 0.84} -530 0 -560 Z"
                ),
                c.flat(tone),
            )
        c.oval(0, -564, 10, 14, c.p.a)


def boat(c: Canvas) -> None:
    """A small sailing boat."""
    c.oval(0, 10, 120, 12, c.p.ink, opacity=0.16)
    c.path("M -90 -20 L 100 -20 Q 84 12 60 12 L -60 12 Q -80 8 -90 -20 Z", c.flat(c.p.c))
    c.rect(-4, -230, 7, 212, c.p.wood)
    c.path("M 8 -226 Q 96 -120 84 -34 L 8 -34 Z", c.flat(c.p.cream))
    c.path("M -8 -206 Q -70 -110 -74 -34 L -8 -34 Z", c.flat(c.p.a))


def harbour(c: Canvas) -> None:
    """Coloured houses along a quiet harbour and their reflection."""
    y = c.h * 0.62
    sky(c, c.w, y, clouds=3)
    mountains(c, c.w, y, c.h * 0.4, 2, peaks(c), 150)
    water(c, y, c.h)
    x = -30.0
    tones = c.chance.shuffled(
        [c.p.a, c.p.b, c.p.c, c.p.cream, c.lift(c.p.a, 0.4), c.lift(c.p.c, 0.4)]
    )
    k = 0
    while x < c.w:
        wide, tall = c.chance.between(120, 180), c.h * c.chance.between(0.2, 0.33)
        tone = tones[k % 6]
        with c.faint(0.35):
            c.rect(x, y, wide, tall * 0.8, c.linear((0, tone, 1), (1, tone, 0)))
        c.rect(
            x, y - tall, wide, tall, c.linear(c.lift(tone, 0.2), c.sink(tone, 0.08), angle="across")
        )
        c.path(
            polygon([(x - 8, y - tall), (x + wide / 2, y - tall - 70), (x + wide + 8, y - tall)]),
            c.flat(c.sink(c.p.wood, 0.1)),
        )
        facade(c, x, y - tall, wide, tall)
        x += wide + 3
        k += 1
    c.rect(0, y - 12, c.w, 22, c.flat("#b5aea6"))
    for at, dy, size in ((0.24, 90, 1.1), (0.72, 190, 1.5)):
        with c.at(c.w * at, y + dy, size, flip=at > 0.5):
            boat(c)
    c.lamps = [(c.w * 0.3, y - 100, 480), (c.w * 0.75, y - 80, 480)]


def facade(c: Canvas, x: float, y: float, wide: float, tall: float) -> None:
    """Windows, shutters and a door of a house front."""
    lit = c.light in ("dusk", "night")
    for row in range(max(2, int(tall / 96))):
        for col in range(2):
            left, top = x + wide * (0.16 + 0.42 * col), y + 26 + row * 92
            c.rect(
                left,
                top,
                wide * 0.22,
                52,
                "#ffd98a" if lit and c.chance.unit() < 0.7 else c.sink(c.p.c, 0.45),
                rx=3,
            )
            for side in (-0.09, 0.23):
                c.rect(left + wide * side, top - 2, wide * 0.07, 56, c.sink(c.p.leaf, 0.1), rx=2)
            c.rect(left - 4, top + 54, wide * 0.22 + 8, 6, c.p.cream)


def rainy_window(c: Canvas) -> None:
    """Rain on a window, the city's lights behind it, something hot on the sill."""

    deep = mix(c.p.sky[0], c.p.ink, 0.55)
    c.ramp(0, 0, c.w, c.h, deep, mix(c.p.sky[1], c.p.ink, 0.35), mix(c.p.sky[2], c.p.ink, 0.3))
    for _ in range(34):
        x, y, big = (
            c.chance.unit() * c.w,
            c.h * c.chance.between(0.12, 0.72),
            c.chance.between(24, 74),
        )
        tone = c.chance.pick(("#ffd27a", "#ff9f6b", c.p.a, c.lift(c.p.b, 0.3), "#fff0c8"))
        c.oval(x, y, big, big, c.radial((0, tone, 0.42), (0.86, tone, 0.3), (1, tone, 0)))
    for _ in range(150):
        x, y, big = c.chance.unit() * c.w, c.chance.unit() * c.h * 0.8, c.chance.between(3, 10)
        c.oval(
            x,
            y,
            big * 0.8,
            big,
            c.radial(
                (0, "#ffffff", 0.75), (0.5, "#ffffff", 0.16), (1, "#ffffff", 0.45), x=0.3, y=0.3
            ),
        )
        if big > 8:
            c.rect(
                x - 2,
                y - c.chance.between(60, 190),
                4,
                170,
                c.linear((0, "#ffffff", 0), (1, "#ffffff", 0.28)),
                rx=2,
            )
    for x in (0, c.w * 0.5 - 10, c.w - 22):
        c.rect(x, 0, 22, c.h * 0.8, c.round(c.sink(c.p.wood, 0.3)))
    y = c.h * 0.8
    c.ramp(0, y, c.w, c.h - y, c.lift(c.p.wood, 0.12), c.sink(c.p.wood, 0.4))
    c.rect(0, y, c.w, 5, c.lift(c.p.wood, 0.5), opacity=0.6)
    with c.at(c.w * 0.36, y + 110, 1.5):
        cup(c, c.p.cream, c.chance.pick(("#6b3f28", "#b9762e")), saucer=False)
    with c.at(c.w * 0.76, y + 120, 1.1):
        books_lying(c, [c.p.a, c.p.c, c.p.b], 260)
    c.lamps = [(c.w * 0.5, c.h * 0.7, 760)]


SCENES = {
    "lake_pavilion": lake_pavilion,
    "seaside": seaside,
    "harbour": harbour,
    "rainy_window": rainy_window,
}
