"""Picnics, cameras, music and painting."""

import math

from hongmao.demo.pictures.canvas import Canvas, curve, smooth, trace
from hongmao.demo.pictures.parts.food import baguette, berry, croissant, fruit, slice_of
from hongmao.demo.pictures.parts.greenery import bloom
from hongmao.demo.pictures.parts.plants import plant
from hongmao.demo.pictures.parts.rooms import books_lying, cloth, planks, wall, window
from hongmao.demo.pictures.parts.skies import hills, sky
from hongmao.demo.pictures.parts.vessels import cup, outline, turned


def berry_plate(c: Canvas) -> None:
    """A plate of strawberries from above."""
    with c.at(c.w * 0.7, c.h * 0.4):
        c.oval(10, 16, 150, 146, c.radial((0.6, c.p.ink, 0.34), (1, c.p.ink, 0)))
        c.oval(0, 0, 134, 134, c.ball(c.p.cream, 0.5))
        c.oval(0, 0, 100, 100, c.sink(c.p.cream, 0.08))
        for k in range(7):
            with c.at(
                56 * math.cos(k * 0.9) * (k > 0), 56 * math.sin(k * 0.9) * (k > 0), rotate=k * 50
            ):
                berry(c, 36)


def picnic_drinks(c: Canvas) -> None:
    """Two drinks from above."""
    with c.at(c.w * 0.68, c.h * 0.68):
        for dx, tint in ((-70, "#f2b04a"), (70, "#e8617a")):
            c.oval(dx + 10, 14, 72, 70, c.radial((0.6, c.p.ink, 0.34), (1, c.p.ink, 0)))
            c.oval(dx, 0, 62, 62, "#ffffff", opacity=0.75)
            c.oval(dx, 0, 52, 52, c.ball(tint))
            c.oval(dx - 14, -16, 18, 12, "#ffffff", opacity=0.6)
            c.rect(dx - 4, -96, 9, 90, c.p.c, rx=4, transform=f"rotate(30 {dx} 0)")


def picnic(c: Canvas) -> None:
    """A picnic blanket on the grass from above."""
    tone = c.lift(c.p.leaf, 0.1)
    c.fill(c.lift(tone, 0.3), tone, c.sink(tone, 0.2))
    for _ in range(150):
        x, y = c.chance.unit() * c.w, c.chance.unit() * c.h
        c.stroke(
            trace("M", x, y, "q", 4, -14, c.chance.between(-10, 14), -c.chance.between(20, 34)),
            c.chance.pick((c.lift(tone, 0.3), c.sink(tone, 0.24))),
            4,
            opacity=0.7,
        )
    for _ in range(12):
        with c.at(c.chance.unit() * c.w, c.chance.unit() * c.h):
            bloom(c, 17, "#fffaf0", "daisy")
    with c.at(c.w * 0.5, c.h * 0.52, rotate=-9):
        cloth(c, -c.w * 0.42, -c.h * 0.38, c.w * 0.84, c.h * 0.76, c.p.a, "check")
        for side in (-1, 1):
            for k in range(20):
                c.stroke(
                    trace("M", side * c.w * 0.42, -c.h * 0.37 + k * c.h * 0.039, "l", side * 22, 4),
                    c.p.cream,
                    4,
                )
    with c.at(c.w * 0.33, c.h * 0.34):
        basket_top(c)
    berry_plate(c)
    with c.at(c.w * 0.26, c.h * 0.66, rotate=-28):
        c.rect(-110, -70, 420, 150, c.flat(c.lift(c.p.wood, 0.3)), rx=40)
        with c.at(-70, -14):
            baguette(c, 330)
        with c.at(190, 46):
            slice_of(c, 40, "#f2a33a")
    picnic_drinks(c)
    with c.at(c.w * 0.58, c.h * 0.83, rotate=14):
        croissant(c, 0.86)
    c.gobo = "leaves"
    c.lamps = [(c.w * 0.5, c.h * 0.5, 700)]


def basket_top(c: Canvas) -> None:
    """A basket of fruit from above."""
    c.oval(14, 22, 180, 150, c.radial((0.6, c.p.ink, 0.4), (1, c.p.ink, 0)))
    c.oval(0, 0, 164, 134, c.ball("#b98343"))
    c.oval(0, 0, 140, 112, "#8a5c2c")
    for k, (kind, x, y) in enumerate(
        (
            ("orange", -60, -30),
            ("apple", 30, -46),
            ("peach", 76, 16),
            ("lemon", -10, 40),
            ("plum", -76, 34),
        )
    ):
        with c.at(x, y, rotate=k * 31):
            fruit(c, kind, 46)
    for k in range(28):
        turn = math.tau * k / 28
        c.stroke(
            (
                f"M {140 * math.cos(turn)} {112 * math.sin(turn)} L "
                f"{164 * math.cos(turn + 0.1)} {134 * math.sin(turn + 0.1)}"
            ),
            "#7a4f24",
            4,
            opacity=0.7,
        )
    c.stroke("M -152 0 Q 0 -70 152 0", "#8a5c2c", 24)
    c.stroke("M -152 -4 Q 0 -74 152 -4", "#c9934f", 13)


def camera(c: Canvas) -> None:
    """A film camera on a table with prints pinned above it."""
    c.zoom = (1.16, 0.5, 0.74)
    wall(c, c.chance.pick(("plain", "two", "panel")))
    c.stroke(
        smooth(
            [
                (-20, c.h * 0.13),
                (c.w * 0.3, c.h * 0.18),
                (c.w * 0.7, c.h * 0.17),
                (c.w + 20, c.h * 0.12),
            ]
        ),
        c.sink(c.p.wood, 0.2),
        4,
    )
    for k in range(4):
        with c.at(c.w * (0.12 + 0.25 * k), c.h * 0.168, rotate=c.chance.between(-7, 7)):
            c.rect(-74, 6, 160, 196, c.p.ink, opacity=0.14)
            c.rect(-80, 0, 160, 196, "#fffdf6")
            with c.inside("M-66 14h132v136h-132z"), c.at(-66, 14):
                sky(c, 132, 140, clouds=0)
                hills(c, 132, 140, 90, 2) if k % 2 else c.oval(
                    66, 80, 44, 44, c.ball((c.p.a, c.p.b)[k // 2])
                )
            c.rect(-7, -16, 14, 34, c.flat(c.p.wood), rx=3)
    y = planks(c, 0.68, c.p.wood)
    with c.at(c.w * 0.84, y - 30, 0.8):
        plant(c, "olive", c.p.a)
    with c.at(c.w * 0.47, y + 50, 1.24):
        body(c)
    for k, x in enumerate((0.14, 0.78)):
        with c.at(c.w * x, y + 100 - 30 * k):
            c.stand(36, 20)
            c.path(outline([(34, -92), (34, 0)], sharp=True), c.round((c.p.b, c.p.c)[k]))
            c.oval(0, -92, 34, 9, "#4b4b52")
            c.rect(-12, -106, 24, 16, c.round("#3b3b42"), rx=4)
    c.gobo = c.chance.pick(("panes", "leaves", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 660)]


def body(c: Canvas) -> None:
    """A film camera from the front."""
    c.stand(220, 60)
    steel, skin = "#c3c6cc", c.chance.pick((c.p.wood, "#33313a", c.p.a))
    c.path("M -90 -236 L -66 -290 L 66 -290 L 90 -236 Z", c.round(steel))
    c.rect(-34, -280, 68, 34, "#2a2a31", rx=5)
    for x, w in ((-190, 64), (118, 84)):
        c.rect(x, -262, w, 32, c.round(c.sink(steel, 0.2)), rx=6)
    c.rect(-232, -236, 464, 236, c.flat(steel), rx=26)
    c.rect(-232, -186, 464, 140, c.flat(skin))
    for _ in range(60):
        c.oval(
            c.chance.between(-228, 228), c.chance.between(-182, -50), 3, 3, c.p.ink, opacity=0.25
        )
    c.oval(10, -104, 124, 124, c.p.ink, opacity=0.25)
    for r, tone in ((116, steel), (102, "#2c2b33"), (84, "#4a4953"), (72, "#1c1b22")):
        c.oval(0, -114, r, r, c.ball(tone))
    c.oval(
        0,
        -114,
        54,
        54,
        c.radial((0, "#7c8fd0", 1), (0.6, "#2b2f55", 1), (1, "#111222", 1), x=0.36, y=0.34, r=0.8),
    )
    c.oval(-18, -132, 17, 13, "#ffffff", opacity=0.6)
    c.oval(20, -92, 9, 7, "#ffffff", opacity=0.3)
    c.rect(150, -222, 50, 26, "#2a2a31", rx=5)
    c.stroke(
        curve("-228 -200, -290 -120, -300 -10, -210 40, -60 46"),
        c.sink(c.p.wood, 0.3),
        15,
    )


def easel(c: Canvas) -> None:
    """A painting on an easel by a window, paints on a stool."""
    c.zoom = (1.06, 0.5, 0.6)
    wall(c, c.chance.pick(("two", "plain", "panel")))
    window(c, c.w * 0.64, c.h * 0.08, 260, c.h * 0.42, view="garden")
    c.ramp(0, c.h * 0.8, c.w, c.h * 0.2, c.lift(c.p.wood, 0.4), c.p.wood)
    x, y = c.w * 0.42, c.h * 0.9
    c.shade(x, y, 320, 40)
    for data in (
        trace("M", x - 40, y - 780, "L", x - 220, y),
        trace("M", x + 40, y - 780, "L", x + 220, y),
        trace("M", x, y - 800, "L", x + 40, y - 60),
    ):
        c.stroke(data, c.sink(c.p.wood, 0.3), 20)
    c.rect(x - 250, y - 690, 500, 440, c.p.ink, opacity=0.16, transform="translate(14 18)")
    c.rect(x - 250, y - 690, 500, 440, "#fffaf0")
    with c.inside(f"M{x - 230} {y - 670}h460v400h-460z"), c.at(x - 230, y - 670):
        sky(c, 460, 300, clouds=2, sun=(0.7, 0.34))
        hills(c, 460, 400, 210, 3)
        for _ in range(30):
            with c.at(c.chance.between(0, 460), c.chance.between(300, 400)):
                c.oval(0, 0, 13, 9, c.chance.pick((c.p.a, c.p.b, c.p.cream)))
    c.rect(x - 270, y - 252, 540, 26, c.flat(c.p.wood), rx=4)
    with c.at(c.w * 0.84, c.h * 0.95):
        c.stroke("M -80 0 L -60 -200 M 80 0 L 60 -200", c.sink(c.p.wood, 0.2), 18)
        c.oval(0, -196, 120, 26, c.sink(c.p.wood, 0.3))
        c.oval(0, -208, 120, 26, c.flat(c.lift(c.p.wood, 0.2)))
        for k, tone in enumerate((c.p.a, c.p.c, c.p.b)):
            c.rect(-96 + 34 * k, -254 + 6 * k, 26, 44, c.round(tone), rx=5)
        with c.at(50, -206):
            for turn in (-14, 6, 22):
                with c.at(0, -60, rotate=turn):
                    c.rect(-4, -120, 8, 120, c.p.wood)
                    c.path("M -9 -116 Q 0 -170 9 -116 Z", c.p.a)
            turned(c, [(34, -84), (30, 0)], c.p.cream, sharp=True, mouth=False)
    c.gobo = c.chance.pick(("panes", "leaves"))
    c.lamps = [(x, c.h * 0.45, 660)]


def guitar(c: Canvas) -> None:
    """A guitar against a wall beside a plant and a stack of books."""
    c.zoom = (1.08, 0.46, 0.6)
    wall(c, c.chance.pick(("two", "sun", "arch")))
    y = c.h * 0.86
    c.ramp(0, y, c.w, c.h - y, c.lift(c.p.wood, 0.4), c.p.wood)
    with c.at(c.w * 0.8, y + 40, 1.1):
        plant(c, c.chance.pick(("split", "fern", "rubber", "snake")), c.p.cream)
    with c.at(c.w * 0.2, y + 70):
        top = books_lying(c, [c.p.a, c.p.c, c.p.b], 250)
        with c.at(0, top, 0.7):
            cup(c, c.p.cream, saucer=False)
    with c.at(c.w * 0.47, y + 40, 1.06, rotate=7):
        c.shade(40, 0, 220, 26)
        data = curve(
            "0 0, 150 -40, 196 -160, 140 -270, 104 -330, 140 -420, 96 -490, 0 -504, -96 "
            "-490, -140 -420, -104 -330, -140 -270, -196 -160, -150 -40",
            closed=True,
        )
        c.path(data, c.sink(c.p.wood, 0.5), transform="translate(12 6)")
        c.path(data, c.ball("#dd9a4c", 0.8))
        c.path(data, stroke=c.sink(c.p.wood, 0.3), stroke_width=8)
        c.oval(0, -330, 66, 66, "#3a2216")
        c.oval(0, -330, 76, 76, "none", stroke=c.p.c, stroke_width=8)
        c.rect(-86, -150, 172, 30, c.flat("#5a3623"), rx=8)
        c.rect(-26, -930, 52, 610, c.round("#5a3623"), rx=5)
        for k in range(12):
            c.rect(-26, -900 + 46 * k, 52, 4, "#d9cfb8")
        c.path("M -30 -930 L -42 -1060 Q 0 -1090 42 -1060 L 30 -930 Z", c.round(c.p.wood))
        for k in range(3):
            for side in (-1, 1):
                c.oval(side * 48, -960 - 36 * k, 11, 9, c.ball("#e8dcc0"))
        for k in range(6):
            c.rect(-20 + 7.6 * k, -1000, 1.6, 866, "#fff6dc", opacity=0.8)
    c.gobo = c.chance.pick(("panes", "leaves", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 700)]


SCENES = {
    "picnic": picnic,
    "camera": camera,
    "easel": easel,
    "guitar": guitar,
}
