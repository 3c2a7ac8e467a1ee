"""Products on a plain ground, as a shop shows them."""

import math
from collections.abc import Callable

from hongmao.demo.pictures.canvas import Canvas, polygon, smooth, trace
from hongmao.demo.pictures.parts.greenery import leaf, sprig
from hongmao.demo.pictures.parts.shoes import shoe
from hongmao.demo.pictures.parts.vessels import (
    VASES,
    band,
    bottle,
    cup,
    gleam,
    jar,
    outline,
    teapot,
    turned,
    vase,
)
from hongmao.demo.pictures.scenes.drinks import kettle
from hongmao.demo.pictures.scenes.home import lamp
from hongmao.demo.pictures.scenes.outdoors import lantern, tent

COOKIE = "#d9a35c"


def stage(c: Canvas) -> None:
    """A seamless ground with a pool of light."""
    c.ramp(0, 0, c.w, c.h, c.lift(c.p.wall, 0.55), c.lift(c.p.wall, 0.25), c.lift(c.p.ground, 0.4))
    c.glow(c.w * 0.42, c.h * 0.4, 430, "#ffffff", 0.6)


def staged(
    thing: Callable[[Canvas], None], y: float = 700, size: float = 1.0, x: float = 450
) -> Callable[[Canvas], None]:
    """A scene of one thing alone, standing at (`x`, `y`)."""

    def scene(c: Canvas) -> None:
        stage(c)
        with c.at(x, y, size):
            thing(c)

    scene.__doc__ = thing.__doc__
    return scene


def badge(c: Canvas, y: float, size: float, colour: str, drawing: str = "hill") -> None:
    """A round picture in place of a logo: a `hill`, a `leaf` or a `sun`."""
    c.oval(0, y, size, size, c.p.cream)
    data = trace(
        "M",
        -size * 0.86,
        y,
        "a",
        size * 0.86,
        size * 0.86,
        0,
        1,
        0,
        size * 1.72,
        0,
        "a",
        size * 0.86,
        size * 0.86,
        0,
        1,
        0,
        -size * 1.72,
        0,
        "Z",
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


def coffee_bag(c: Canvas) -> None:
    """A bag of coffee with a few beans before it."""
    c.stand(190, 240)
    colour = c.chance.pick((c.p.a, c.p.c, c.p.ink))
    data = trace(
        "M",
        -176,
        -520,
        "L",
        176,
        -520,
        "Q",
        190,
        -300,
        196,
        -20,
        "Q",
        190,
        4,
        160,
        2,
        "L",
        -160,
        2,
        "Q",
        -190,
        4,
        -196,
        -20,
        "Q",
        -190,
        -300,
        -176,
        -520,
        "Z",
    )
    c.path(data, c.round(colour, 0.8))
    c.rect(-178, -544, 356, 60, c.round(c.sink(colour, 0.2)), rx=6)
    c.rect(-178, -500, 356, 5, c.lift(colour, 0.4))
    c.path("M -196 -20 Q -150 -120 -150 -300 L -176 -480 Z", c.p.ink, opacity=0.12)
    c.rect(-122, -400, 244, 290, c.linear(c.lift(c.p.cream, 0.8), c.sink(c.p.cream, 0.08)), rx=14)
    badge(c, -300, 74, c.p.c if colour != c.p.c else c.p.a)
    for k, w in enumerate((150, 110, 130)):
        c.rect(-w / 2, -190 + 24 * k, w, 8, c.p.ink, rx=4, opacity=0.35)
    c.oval(0, -446, 17, 17, c.sink(colour, 0.3))
    beans(c, 9)


def beans(c: Canvas, count: int) -> None:
    """Coffee beans scattered before a thing."""
    for _ in range(count):
        with c.at(
            c.chance.between(-270, 280), c.chance.between(30, 80), rotate=c.chance.between(0, 180)
        ):
            c.oval(4, 8, 26, 14, c.p.ink, opacity=0.2)
            c.oval(0, 0, 25, 17, c.ball("#5e3722"))
            c.stroke("M -21 0 Q 0 9 21 0", "#2e1a10", 3.4)


def drip_box(c: Canvas) -> None:
    """A box of drip bags, two of them out of it."""
    c.stand(250, 120)
    c.path(polygon([(-250, -330), (120, -330), (120, 0), (-250, 0)]), c.flat(c.p.a))
    c.path(polygon([(120, -330), (250, -380), (250, -50), (120, 0)]), c.flat(c.sink(c.p.a, 0.3)))
    c.path(
        polygon([(-250, -330), (-120, -380), (250, -380), (120, -330)]), c.flat(c.lift(c.p.a, 0.4))
    )
    c.rect(-250, -120, 370, 60, c.lift(c.p.a, 0.6))
    with c.at(-66, 0):
        badge(c, -216, 72, c.p.c)
    for x, turn in ((-150, -12), (-20, 8)):
        with c.at(x, 66, rotate=turn):
            c.rect(-70, -150, 160, 170, c.p.ink, rx=8, opacity=0.16)
            c.rect(-80, -160, 160, 170, c.linear(c.p.cream, c.sink(c.p.cream, 0.1)), rx=8)
            c.rect(-80, -160, 160, 36, c.p.b, rx=8)
            c.oval(0, -60, 34, 34, c.p.a)


def dripper(c: Canvas) -> None:
    """A ceramic dripper with ribs, on its glass."""
    c.stand(150, 120)
    data = outline([(112, -210), (118, -190), (108, 0)], sharp=True)
    c.path(
        data,
        c.linear((0, "#ffffff", 0.75), (0.5, "#ffffff", 0.3), (1, c.p.ink, 0.2), angle="across"),
    )
    with c.inside(data):
        c.rect(-130, -110, 260, 120, c.linear("#8a5331", "#4a2817"))
    c.oval(0, -228, 176, 34, c.sink(c.p.a, 0.2))
    c.oval(0, -236, 176, 34, c.round(c.p.a))
    ring = smooth([(140, -400), (236, -392), (220, -310), (96, -296)])
    c.stroke(ring, c.sink(c.p.a, 0.3), 26)
    c.stroke(ring, c.lift(c.p.a, 0.1), 14)
    turned(c, [(196, -460), (150, -350), (86, -246), (90, -236)], c.p.a, stand=False, sharp=True)
    for k in range(-5, 6):
        c.stroke(
            trace("M", k * 30, -440 + abs(k) * 3, "L", k * 13, -262),
            c.sink(c.p.a, 0.25),
            4,
            opacity=0.4,
        )
    gleam(c, -140, -420, 90, 12)


def cold_brew(c: Canvas) -> None:
    """A bottle of cold brew and a glass of it."""
    with c.at(-80, 0):
        data = turned(
            c,
            [(50, -560), (50, -470), (118, -400), (124, -360), (124, -20), (112, 0)],
            "#54301e",
            mouth=False,
        )
        with c.inside(data):
            c.rect(-130, -330, 260, 210, c.round(c.p.cream))
        badge(c, -224, 72, c.p.c)
        c.rect(-56, -600, 112, 66, c.round(c.p.a), rx=8)
        gleam(c, -104, -370, 330, 10)
    with c.at(170, 50):
        data = turned(c, [(92, -220), (78, 0)], "#e9e2d8", sharp=True, mouth=False)
        with c.inside(data):
            c.rect(-100, -170, 200, 180, c.linear("#8a5331", "#4d2a18"))
            for k in range(4):
                with c.at(-40 + 28 * k, -140 + 20 * (k % 2), rotate=k * 27):
                    c.rect(-26, -26, 52, 52, "#ffffff", rx=10, opacity=0.4)
        c.oval(0, -220, 92, 19, "none", stroke="#ffffff", stroke_width=5)


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
        smooth(
            [(-290, 30), (-240, -20), (-170, -14), (-140, 26), (-180, 64), (-270, 66)], closed=True
        ),
        c.ball("#fffaf4", 0.5),
    )
    c.stroke(
        smooth([(-250, 30), (-210, 4), (-176, 26), (-210, 44), (-228, 28)]),
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
                        trace(
                            "M",
                            46 * math.cos(j * 0.63),
                            46 * math.sin(j * 0.63),
                            "L",
                            78 * math.cos(j * 0.63),
                            78 * math.sin(j * 0.63),
                        ),
                        c.sink(tone, 0.2),
                        5,
                    )


def nut_bag(c: Canvas) -> None:
    """A pouch of nuts with some before it."""
    c.stand(180, 200)
    c.path(
        "M -160 -500 L 160 -500 Q 176 -260 200 -30 Q 120 16 0 8 Q -120 16 -200 -30 Q -176 -260 -160 -500 Z",
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


def paper_lamp(c: Canvas) -> None:
    """A paper lantern of a lamp on three legs, lit."""
    c.stand(160, 160)
    c.glow(0, -370, 420, "#ffd98a", 0.6)
    for x in (-120, 0, 120):
        c.stroke(trace("M", x * 0.5, -190, "L", x, 0), c.p.wood, 16)
    data = smooth(
        [
            (0, -590),
            (150, -540),
            (210, -380),
            (150, -220),
            (0, -176),
            (-150, -220),
            (-210, -380),
            (-150, -540),
        ],
        closed=True,
    )
    c.path(data, c.radial((0, "#fffdf0", 1), (0.7, "#ffe7b0", 1), (1, "#f5c877", 1), y=0.6, r=0.6))
    with c.inside(data):
        for k in range(11):
            c.stroke(
                trace("M", -220, -570 + 38 * k, "Q", 0, -540 + 38 * k, 220, -570 + 38 * k),
                "#d8a552",
                3,
                opacity=0.5,
            )


def big_vase(c: Canvas) -> None:
    """A vase with a branch."""
    kind = c.chance.pick(("moon", "belly", "gourd", "bottle"))
    with c.at(scale=1.34):
        mouth = vase(c, kind, c.p.a, 0.9)
        for lean in (-120, 70):
            with c.at(0, mouth):
                sprig(c, 180, c.p.leaf, lean=lean * 0.8, leaves=8, size=0.26)


def desk_light(c: Canvas) -> None:
    """A desk lamp."""
    lamp(c, c.p.a, 1.24)


def trail_pair(c: Canvas) -> None:
    """A pair of trail shoes."""
    with c.at(50, -90, 1.3):
        shoe(c, c.p.a, c.p.c, "trail")
    with c.at(-20, 30, 1.5):
        shoe(c, c.p.a, c.p.c, "trail")


SCENES = {
    "p_coffee_bag": staged(coffee_bag, 740, 1.05),
    "p_drip_box": staged(drip_box, 660, 1.12),
    "p_dripper": staged(dripper, 720, 1.15),
    "p_cold_brew": staged(cold_brew, 740, 1.0),
    "p_kettle": staged(lambda c: kettle(c, c.p.a), 680, 1.7, 480),
    "p_serum": staged(serum, 740, 1.05),
    "p_cream": staged(cream, 660, 1.1),
    "p_tube": staged(tube, 740, 1.05),
    "p_tent": staged(lambda c: tent(c, c.p.a), 640, 1.3, 415),
    "p_shoes": staged(trail_pair, 600, 1.05),
    "p_thermos": staged(thermos, 740, 1.05),
    "p_lantern": staged(lambda c: lantern(c, 2.2), 740),
    "p_lamp": staged(desk_light, 760, 1.05, 440),
    "p_paper_lamp": staged(paper_lamp, 760, 1.0),
    "p_vase": staged(big_vase, 760, 1.0),
    "p_mugs": staged(mugs, 680, 1.0),
    "p_candle": staged(candle, 700, 1.1),
    "p_tea_tin": staged(tea_tin, 730, 1.05),
    "p_cookie_tin": staged(cookie_tin, 710, 1.05),
    "p_nut_bag": staged(nut_bag, 730, 1.05),
    "p_teapot": staged(lambda c: teapot(c, c.p.a, 1.7), 660, 1.0, 440),
}
