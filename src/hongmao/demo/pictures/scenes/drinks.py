"""Coffee, tea and cold drinks."""

import math

from hongmao.demo.pictures.canvas import Canvas, curve, smooth, trace
from hongmao.demo.pictures.parts.food import croissant, slice_of
from hongmao.demo.pictures.parts.greenery import leaf, sprig
from hongmao.demo.pictures.parts.rooms import (
    books_lying,
    cloth,
    curtain,
    planks,
    table,
    wall,
    window,
)
from hongmao.demo.pictures.parts.vessels import (
    VASES,
    cup,
    glass,
    outline,
    steam,
    teapot,
    turned,
    vase,
)

COFFEE = "#6b3f28"


def coffee_window(c: Canvas) -> None:
    """A cup of coffee, books and a sprig in front of a window."""
    c.zoom = (1.12, 0.4, 0.9)
    wall(c, "plain")
    x = c.w * c.chance.pick((0.16, 0.24))
    window(
        c,
        x,
        c.h * 0.05,
        560,
        c.h * 0.5,
        panes=c.chance.pick(((2, 2), (2, 1), (3, 2))),
        view=c.chance.pick(("hills", "city", "garden")),
    )
    curtain(c, c.w, 190, c.h * 0.66, c.lift(c.p.b, 0.45), flip=True)
    y = planks(c, 0.7, c.p.wood)
    with c.at(c.w * 0.74, y - 26):
        top = books_lying(c, [c.p.a, c.p.b, c.p.c], 300)
        with c.at(0, top):
            mouth = vase(c, c.chance.pick(("bottle", "moon", "belly")), c.p.cream, 0.62)
        with c.at(0, top):
            for lean in (-70, 60, 8):
                with c.at(0, mouth):
                    sprig(c, 230, c.p.leaf, lean=lean)
    with c.at(c.w * 0.36, y + 40, 1.22):
        cup(c, c.chance.pick((c.p.a, c.p.cream, c.p.c)), COFFEE)
    c.gobo = "panes" if not c.night else ""
    c.lamps = [(c.w * 0.5, y - 160, 620)]


def pour_over(c: Canvas) -> None:
    """Water running through a dripper into a carafe."""
    c.zoom = (1.2, 0.42, 0.84)
    wall(c, c.chance.pick(("plain", "two", "panel", "sun")))
    y = planks(c, 0.72, c.p.wood)
    with c.at(c.w * 0.42, y - 10, 1.12):
        carafe(c)
    with c.at(c.w * 0.8, y - 6, 1.0):
        kettle(c, c.chance.pick((c.p.ink, c.p.c, c.p.a)))
    with c.at(c.w * 0.2, y + 84, 0.86):
        cup(c, c.p.cream, COFFEE, saucer=False, hot=False, handle=-1)
    with c.at(c.w * 0.62, y + 110):
        for _ in range(14):
            with c.at(
                c.chance.between(-130, 150),
                c.chance.between(-24, 44),
                rotate=c.chance.between(0, 180),
            ):
                c.oval(0, 0, 17, 11, c.ball("#5e3722"))
                c.stroke(trace("M", -14, 0, "Q", 0, 6, 14, 0), "#2e1a10", 2.4)
    c.gobo = c.chance.pick(("panes", "blinds", "leaves"))
    c.lamps = [(c.w * 0.5, c.h * 0.4, 640)]


def carafe(c: Canvas) -> None:
    """A glass carafe half full, its dripper and paper on top."""
    c.stand(120, 90)
    data = outline([(52, -250), (46, -222), (118, -110), (124, -50), (96, 0)])
    c.path(
        data,
        c.linear((0, "#ffffff", 0.55), (0.5, "#ffffff", 0.16), (1, c.p.ink, 0.22), angle="across"),
    )
    with c.inside(data):
        c.rect(-140, -112, 280, 130, c.linear(c.lift(COFFEE, 0.14), c.sink(COFFEE, 0.42)))
        c.oval(0, -112, 122, 16, c.lift(COFFEE, 0.3))
    c.path(data, "none", stroke="#ffffff", stroke_width=4, opacity=0.7)
    c.rect(-54, -246, 108, 24, c.round(c.p.wood), rx=8)
    c.rect(-3, -222, 6, 112, c.lift(COFFEE, 0.1), rx=3)
    ring = smooth([(96, -350), (160, -344), (150, -290), (74, -288)])
    c.stroke(ring, c.sink(c.p.cream, 0.22), 16)
    turned(
        c, [(134, -392), (104, -330), (52, -262), (58, -250)], c.p.cream, stand=False, sharp=True
    )
    c.path(
        "M -126 -394 L -104 -430 Q 0 -410 110 -434 L 126 -394 Z",
        c.round("#f3e7d2"),
    )
    c.oval(0, -394, 122, 22, c.radial((0, c.lift(COFFEE, 0.4), 1), (1, c.sink(COFFEE, 0.1), 1)))
    steam(c, -440, 190)


def kettle(c: Canvas, colour: str) -> None:
    """A kettle with a gooseneck to the left."""
    neck = curve("-80 -56, -150 -76, -164 -170, -200 -238, -236 -236")
    c.stroke(neck, c.sink(colour, 0.3), 22)
    c.stroke(neck, c.lift(colour, 0.22), 9)
    loop = smooth([(80, -196), (176, -206), (182, -70), (104, -30)])
    c.stroke(loop, c.sink(c.p.wood, 0.2), 28)
    c.stroke(loop, c.lift(c.p.wood, 0.2), 12)
    turned(c, [(82, -210), (96, -190), (122, -20), (116, 0)], colour, sharp=True, mouth=False)
    c.oval(0, -210, 84, 20, c.lift(colour, 0.3))
    c.oval(0, -216, 66, 14, c.sink(colour, 0.1))
    c.oval(0, -236, 16, 16, c.ball(c.p.wood))


def iced_drink(c: Canvas) -> None:
    """Two tall glasses of something cold, with citrus."""
    c.zoom = (1.34, 0.56, 0.8)
    wall(c, c.chance.pick(("sun", "arch", "plain")), c.lift(c.p.b, 0.4))
    y = table(c, 0.7, c.lift(c.p.ground, 0.2))
    tone = c.chance.pick((c.p.a, "#f0a02c", "#e8617a", "#8fbf5a"))
    with c.at(c.w * 0.66, y - 36, 1.06):
        glass(c, c.lift(tone, 0.2), tall=290)
        with c.at(-70, -292, rotate=-14):
            slice_of(c, 58, "#f4c430")
    with c.at(c.w * 0.36, y + 46, 1.24):
        glass(c, tone, tall=270)
        with c.at(66, -270, rotate=18):
            slice_of(c, 58, "#f59a2f")
        with c.at(-16, -262):
            for turn in (-30, 12, 44):
                leaf(c, 74, 40, "#5fa35a", turn)
    for x, part in ((0.72, 0.9), (0.83, 0.86)):
        with c.at(c.w * x, c.h * part):
            c.shade(14, 26, 84, 22)
            with c.at(scale=0.95):
                c.oval(0, -24, 62, 60, c.ball("#f2a535"))
                slice_of(c, 50, "#f9b64c") if x > 0.8 else leaf(c, 60, 30, c.p.leaf, 30, 0, -80)
    c.gobo = c.chance.pick(("leaves", "leaves", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 700)]


def tea_set(c: Canvas) -> None:
    """A teapot and two small cups on a tray, a branch in a vase behind."""
    c.zoom = (1.24, 0.5, 0.84)
    wall(c, c.chance.pick(("niche", "sun", "arch")))
    y = planks(c, 0.66, c.p.wood)
    pot = c.chance.pick((c.p.a, c.p.c, c.sink(c.p.wood, 0.25)))
    with c.at(c.w * 0.8, y - 66):
        mouth = vase(c, c.chance.pick(tuple(VASES)), c.p.c if pot != c.p.c else c.p.b, 0.9)
        for lean in (-260, -90, 40):
            with c.at(0, mouth):
                end = sprig(c, c.chance.between(300, 380), c.p.leaf, lean=lean, leaves=7, size=0.15)
                for k in range(5):
                    c.oval(
                        end[0] * (0.5 + 0.1 * k),
                        end[1] * (0.6 + 0.1 * k) - 12,
                        15,
                        15,
                        c.ball(c.lift(c.p.a, 0.35)),
                    )
    c.shade(c.w * 0.46, y + 74, 430, 60)
    c.rect(
        c.w * 0.46 - 370,
        y - 30,
        740,
        90,
        c.linear(c.lift(c.p.wood, 0.18), c.sink(c.p.wood, 0.3)),
        rx=45,
    )
    c.rect(
        c.w * 0.46 - 345,
        y - 26,
        690,
        66,
        c.linear(c.sink(c.p.wood, 0.36), c.sink(c.p.wood, 0.12)),
        rx=33,
    )
    with c.at(c.w * 0.5, y + 8, 1.16):
        teapot(c, pot)
        steam(c, -240, 150, 2)
    for x, part in ((0.2, 24.0), (0.74, 30.0)):
        with c.at(c.w * x, y + part, 0.66):
            cup(c, c.p.cream, "#c98b2b", wide=72, tall=84, saucer=False, handle=0, hot=x < 0.5)
    c.gobo = "leaves" if c.light != "night" else ""
    c.lamps = [(c.w * 0.45, c.h * 0.4, 640)]


def latte_top(c: Canvas) -> None:
    """A latte seen from above, with something to eat and something to read."""
    c.zoom = (1.06, 0.5, 0.5)
    c.fill(c.lift(c.p.ground, 0.34), c.p.ground)
    cloth(
        c,
        c.w * 0.52,
        -60,
        c.w * 0.6,
        c.h * 0.62,
        c.p.b,
        c.chance.pick(("check", "stripe", "plain")),
    )
    with c.at(c.w * 0.3, c.h * 0.7, rotate=-14):
        c.rect(-236, -190, 500, 400, c.p.ink, rx=10, opacity=0.16)
        c.rect(
            -250, -210, 250, 400, c.linear(c.p.cream, c.sink(c.p.cream, 0.12), angle="across"), rx=6
        )
        c.rect(
            0, -210, 250, 400, c.linear(c.sink(c.p.cream, 0.16), c.p.cream, angle="across"), rx=6
        )
        for k in range(10):
            c.rect(-210, -160 + 32 * k, 160 - (k % 3) * 30, 6, c.p.ink, rx=3, opacity=0.22)
            c.rect(40, -160 + 32 * k, 170 - (k % 4) * 24, 6, c.p.ink, rx=3, opacity=0.22)
        with c.at(150, 120, rotate=40):
            c.rect(-130, -8, 260, 16, c.round(c.p.a), rx=8)
    with c.at(c.w * 0.62, c.h * 0.34, 1.2):
        c.oval(16, 24, 226, 222, c.radial((0.6, c.p.ink, 0.34), (1, c.p.ink, 0)))
        c.oval(0, 0, 205, 205, c.ball(c.lift(c.p.a, 0.05), 0.6))
        c.oval(0, 0, 150, 150, c.sink(c.p.a, 0.25), opacity=0.35)
        c.stroke("M 100 -60 Q 190 -90 214 -130", c.lift(c.p.a, 0.1), 30)
        c.oval(0, 0, 136, 136, c.ball(c.lift(c.p.a, 0.22)))
        c.oval(0, 0, 118, 118, c.radial((0, "#a8683c", 1), (1, "#7a4527", 1)))
        with c.at(0, 66, rotate=-20):
            rosetta(c)
    with c.at(c.w * 0.78, c.h * 0.78, rotate=24):
        c.oval(14, 20, 190, 186, c.radial((0.6, c.p.ink, 0.3), (1, c.p.ink, 0)))
        c.oval(0, 0, 172, 172, c.ball(c.p.cream, 0.5))
        c.oval(0, 0, 122, 122, c.sink(c.p.cream, 0.1))
        croissant(c, 1.0)
    c.gobo = c.chance.pick(("leaves", "panes"))
    c.lamps = [(c.w * 0.6, c.h * 0.4, 700)]


def rosetta(c: Canvas) -> None:
    """Milk poured as a fern, standing on the origin."""
    for k in range(5):
        y, wide = -24 - 26 * k, 62 - 9 * k
        c.path(
            (
                f"M 0 {y + 12} C {wide * 0.5} {y + 16} {wide} {y + 4} {wide} {y - 16} C "
                f"{wide * 0.8} {y - 2} {wide * 0.3} {y - 2} 0 {y - 10} C {-wide * 0.3} "
                f"{y - 2} {-wide * 0.8} {y - 2} {-wide} {y - 16} C {-wide} {y + 4} "
                f"{-wide * 0.5} {y + 16} 0 {y + 12} Z"
            ),
            "#fbeedb",
        )
    turn = math.pi / 4
    c.path(
        (
            f"M 0 -128 C 30 -176 {56 * math.cos(turn)} -120 0 -108 C "
            f"{-56 * math.cos(turn)} -120 -30 -176 0 -128 Z"
        ),
        "#fbeedb",
    )


SCENES = {
    "coffee_window": coffee_window,
    "pour_over": pour_over,
    "iced_drink": iced_drink,
    "tea_set": tea_set,
    "latte_top": latte_top,
}
