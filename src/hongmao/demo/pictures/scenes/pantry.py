"""Things of cups and tins that shops sell."""

import math

from hongmao.demo.pictures.canvas import Canvas, curve, polygon, smooth
from hongmao.demo.pictures.parts.greenery import leaf
from hongmao.demo.pictures.parts.vessels import (
    band,
    bottle,
    cup,
    gleam,
    jar,
    outline,
    turned,
)

COOKIE = "#d9a35c"


def badge(c: Canvas, y: float, size: float, colour: str, drawing: str = "hill") -> None:
    """A round picture in place of a logo: a `hill`, a `leaf` or a `sun`."""
    c.oval(0, y, size, size, c.p.cream)
    data = (
        f"M {-size * 0.86} {y} a {size * 0.86} {size * 0.86} 0 1 0 {size * 1.72} "
        f"0 a {size * 0.86} {size * 0.86} 0 1 0 {-size * 1.72} 0 Z"
    )
    c.path(data, c.lift(c.p.b, 0.4))
    with c.inside(data):
        if drawing == "leaf":
            for turn in (-40, 0, 40):
                leaf(c, size * 1.2, size * 0.5, c.p.leaf, turn, 0, y + size * 0.66)
        else:
            c.oval(size * 0.24, y - size * 0.2, size * 0.3, size * 0.3, c.p.a)
            c.path(
                polygon(
                    [
                        (-size, y + size),
                        (-size * 0.3, y - size * 0.16),
                        (size * 0.2, y + size * 0.4),
                        (size * 0.5, y + size * 0.1),
                        (size, y + size),
                    ]
                ),
                colour,
            )


def serum(c: Canvas) -> None:
    """A bottle of serum with a leaf."""
    for turn in (-58, 52, 24):
        leaf(c, 360, 130, c.p.leaf, turn, 0, -60)
    with c.at(scale=1.7):
        bottle(c, c.p.b, c.p.ink)


def cream(c: Canvas) -> None:
    """A jar of cream and a swatch of it."""
    with c.at(30, -30, 1.9):
        jar(c, c.lift(c.p.b, 0.3), c.p.cream, wide=110, tall=110)
    c.path(
        curve("-290 30, -240 -20, -170 -14, -140 26, -180 64, -270 66", closed=True),
        c.ball("#fffaf4", 0.5),
    )
    c.stroke(
        curve("-250 30, -210 4, -176 26, -210 44, -228 28"),
        c.sink(c.p.cream, 0.1),
        8,
    )


def tube(c: Canvas) -> None:
    """A tube of sun cream standing on its cap."""
    c.stand(120, 220)
    colour = c.chance.pick((c.p.b, c.lift(c.p.a, 0.2)))
    c.rect(-84, -100, 168, 104, c.round(c.p.cream), rx=12)
    c.path("M -96 -104 L -128 -540 L 128 -540 L 96 -104 Q 0 -88 -96 -104 Z", c.round(colour))
    c.rect(-132, -570, 264, 46, c.round(c.sink(colour, 0.14)), rx=5)
    for k in range(14):
        c.rect(-122 + 18 * k, -568, 4, 42, c.sink(colour, 0.3), opacity=0.5)
    c.oval(0, -360, 66, 66, c.ball("#ffd36a"))
    for k in range(12):
        with c.at(0, -360, rotate=k * 30):
            c.rect(-4, -104, 8, 26, "#ffd36a", rx=4)
    for k, w in enumerate((110, 80)):
        c.rect(-w / 2, -220 + 26 * k, w, 9, c.p.cream, rx=4, opacity=0.8)
    gleam(c, -92, -480, 280, 10)


def thermos(c: Canvas) -> None:
    """A vacuum flask with its cup."""
    with c.at(-40, 0):
        data = turned(c, [(104, -430), (112, -410), (112, -16), (100, 0)], c.p.a, mouth=False)
        band(c, data, -120, 30, c.lift(c.p.a, 0.5), 112)
        c.path(outline([(76, -580), (84, -566), (90, -424)]), c.round("#c5c9cf"))
        c.oval(0, -580, 76, 15, "#e3e6ea")
        c.rect(-118, -440, 236, 20, c.round("#9a9fa8"), rx=5)
        c.stroke(smooth([(108, -380), (196, -370), (196, -180), (110, -170)]), c.p.ink, 22)
        c.path("M -40 -250 L -10 -310 L 12 -276 L 26 -296 L 52 -250 Z", c.p.cream)
        gleam(c, -90, -390, 260, 12)
    with c.at(200, 46, 0.9):
        cup(c, "#c5c9cf", "#b9762e", saucer=False, handle=0, wide=84, tall=110)


def mugs(c: Canvas) -> None:
    """A pair of mugs by hand."""
    with c.at(130, -70, 1.9):
        cup(c, c.p.c, saucer=False, hot=False)
    with c.at(-110, 20, 2.1):
        cup(c, c.p.cream, saucer=False, hot=False, handle=-1)
        for _ in range(26):
            c.oval(
                c.chance.between(-60, 60), c.chance.between(-88, -10), 2, 2, c.p.wood, opacity=0.6
            )


def candle(c: Canvas) -> None:
    """A candle in a cup of clay, lit."""
    c.glow(0, -420, 330, "#ffcf70", 0.5)
    data = turned(c, [(170, -290), (176, -250), (166, -20), (140, 0)], c.p.a)
    c.oval(0, -284, 146, 27, "#fff1d0")
    band(c, data, -110, 26, c.lift(c.p.a, 0.45), 176)
    c.stroke("M 0 -286 L 4 -330", "#3a2a20", 8)
    c.path(
        "M 2 -312 C -48 -360 -10 -410 6 -470 C 24 -410 50 -360 2 -312 Z",
        c.linear("#ffad3d", "#fff6cf"),
    )
    gleam(c, -130, -220, 120, 12)


def tea_tin(c: Canvas) -> None:
    """A tin of tea and a heap of leaves."""
    data = turned(c, [(150, -430), (150, -10), (146, 0)], c.p.a, sharp=True, mouth=False)
    band(c, data, -290, 190, c.p.cream, 150)
    badge(c, -180, 70, c.p.c, "leaf")
    c.path(outline([(158, -500), (158, -400)], sharp=True), c.round(c.sink(c.p.a, 0.14)))
    c.oval(0, -500, 158, 30, c.linear(c.lift(c.p.a, 0.5), c.p.a, angle="across"))
    c.oval(0, -508, 40, 9, c.p.b)
    for _ in range(26):
        leaf(
            c,
            44,
            13,
            c.sink(c.p.leaf, c.chance.between(0.1, 0.4)),
            c.chance.between(0, 360),
            c.chance.between(110, 290),
            c.chance.between(20, 70),
        )


def cookie_tin(c: Canvas) -> None:
    """An open tin of biscuits from above."""
    c.oval(24, -220, 330, 320, c.radial((0.7, c.p.ink, 0.36), (1, c.p.ink, 0)))
    c.oval(0, -260, 310, 310, c.ball(c.p.a, 0.8))
    c.oval(0, -260, 282, 282, c.sink(c.p.a, 0.4))
    spots = [(0.0, 0.0)] + [
        (math.cos(math.tau * k / 6) * 178, math.sin(math.tau * k / 6) * 178) for k in range(6)
    ]
    for k, (x, y) in enumerate(spots):
        with c.at(x, y - 260, rotate=k * 40):
            c.oval(6, 10, 92, 90, c.p.ink, opacity=0.3)
            tone = (COOKIE, "#8a5a38", "#e9c486")[k % 3]
            c.oval(0, 0, 86, 86, c.ball(tone, 0.7))
            for j in range(9 if k % 3 != 2 else 0):
                c.oval(
                    56 * math.cos(j * 2.4) * (j % 3) / 2,
                    56 * math.sin(j * 2.4) * (j % 3) / 2,
                    9,
                    8,
                    c.ball("#4a2a1a" if k % 3 == 0 else "#f0d9b0"),
                )
            if k % 3 == 2:
                c.oval(0, 0, 34, 34, c.ball("#d8455a"))
                for j in range(10):
                    c.stroke(
                        (
                            f"M {46 * math.cos(j * 0.63)} {46 * math.sin(j * 0.63)} L "
                            f"{78 * math.cos(j * 0.63)} {78 * math.sin(j * 0.63)}"
                        ),
                        c.sink(tone, 0.2),
                        5,
                    )


def nut_bag(c: Canvas) -> None:
    """A pouch of nuts with some before it."""
    c.stand(180, 200)
    c.path(
        (
            "M -160 -500 L 160 -500 Q 176 -260 200 -30 Q 120 16 0 8 Q -120 16 -200 "
            "-30 Q -176 -260 -160 -500 Z"
        ),
        c.round(c.p.b),
    )
    c.rect(-164, -520, 328, 50, c.round(c.p.a), rx=6)
    c.path("M -104 -300 a 104 104 0 1 0 208 0 a 104 104 0 1 0 -208 0 Z", c.sink(c.p.b, 0.5))
    with c.inside("M -96 -300 a 96 96 0 1 0 192 0 a 96 96 0 1 0 -192 0 Z"):
        for _ in range(34):
            nut(c, c.chance.between(-90, 90), c.chance.between(-386, -214))
    for k, w in enumerate((170, 120)):
        c.rect(-w / 2, -150 + 30 * k, w, 11, c.p.cream, rx=5, opacity=0.8)
    for _ in range(10):
        nut(c, c.chance.between(-280, 280), c.chance.between(30, 70))


def nut(c: Canvas, x: float, y: float) -> None:
    """An almond."""
    with c.at(x, y, rotate=c.chance.between(0, 360)):
        c.path("M -28 0 Q -14 -22 28 -2 Q -10 22 -28 0 Z", c.ball("#c07a3e"))
        c.stroke("M -18 0 L 18 -2", c.sink("#c07a3e", 0.3), 2, opacity=0.6)
