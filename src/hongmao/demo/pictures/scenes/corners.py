"""Corners of a home where someone rests."""

import math

from hongmao.demo.pictures.canvas import Canvas, curve, polygon, smooth, trace
from hongmao.demo.pictures.parts.greenery import bunch, petals
from hongmao.demo.pictures.parts.plants import PLANTS, plant
from hongmao.demo.pictures.parts.rooms import (
    books_lying,
    frame,
    planks,
    wall,
    window,
)
from hongmao.demo.pictures.parts.vessels import VASES, cup, outline, vase


def record_player(c: Canvas) -> None:
    """A record player on a sideboard, sleeves leaning beside it."""
    c.zoom = (1.14, 0.5, 0.62)
    wall(c, c.chance.pick(("two", "sun", "panel")))
    frame(c, c.w * 0.62, c.h * 0.06, 220, 280)
    y = c.h * 0.62
    with c.at(c.w * 0.16, y + 4, 0.84):
        plant(c, c.chance.pick(("snake", "split", "rubber")), c.p.cream)
    for k, colour in enumerate((c.p.c, c.p.b, c.p.a)):
        with c.at(c.w * 0.8 - k * 36, y, rotate=5 - 2 * k):
            c.rect(-110, -240, 230, 240, c.flat(colour), rx=4)
            c.oval(4, -120, 70, 70, c.lift(colour, 0.5))
            c.oval(4, -120, 34, 34, c.sink(colour, 0.3))
    c.ramp(0, y, c.w, 30, c.lift(c.p.wood, 0.5), c.p.wood)
    c.ramp(0, y + 30, c.w, c.h, c.sink(c.p.wood, 0.12), c.sink(c.p.wood, 0.34))
    for k in range(3):
        left = c.w * (0.02 + 0.33 * k)
        c.rect(left, y + 64, c.w * 0.3, 330, c.flat(c.p.wood), rx=8)
        for j in range(9):
            c.rect(
                left + 16 + j * c.w * 0.031,
                y + 84,
                8,
                290,
                c.sink(c.p.wood, 0.25),
                rx=4,
                opacity=0.6,
            )
    with c.at(c.w * 0.44, y + 10):
        deck(c)
    c.gobo = c.chance.pick(("panes", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.46, 640)]


def deck(c: Canvas) -> None:
    """A turntable with its lid off."""
    c.shade(30, 6, 330, 40)
    c.path(
        "M -230 -200 L 230 -200 L 290 -56 L -290 -56 Z",
        c.linear(c.lift(c.p.a, 0.3), c.p.a),
    )
    c.rect(-290, -58, 580, 62, c.linear(c.p.a, c.sink(c.p.a, 0.35)), rx=8)
    for x in (-220, 220):
        c.rect(x - 26, 0, 52, 14, c.p.ink, rx=5)
    c.oval(-36, -128, 190, 60, "#17151c")
    for k in range(5):
        c.oval(-36, -128, 176 - 24 * k, 55 - 7.6 * k, "none", stroke="#4a4654", stroke_width=2)
    c.path(
        (
            "M -36 -128 L -190 -164 A 190 60 0 0 1 -110 -182 Z M -36 -128 L 118 -92 A "
            "190 60 0 0 1 38 -74 Z"
        ),
        "#ffffff",
        opacity=0.16,
    )
    c.oval(-36, -128, 60, 19, c.p.c)
    c.oval(-36, -128, 7, 3, c.p.cream)
    c.oval(204, -164, 34, 14, c.sink(c.p.a, 0.4))
    c.stroke("M 204 -176 L 190 -110 L 96 -104", "#e9e6e0", 11)
    c.rect(76, -116, 36, 22, "#e9e6e0", rx=4)
    for x in (150, 196, 242):
        c.oval(x, -26, 14, 14, c.ball(c.p.cream))


def armchair(c: Canvas) -> None:
    """A reading corner: armchair, floor lamp, plant and rug."""
    c.zoom = (1.08, 0.5, 0.7)
    wall(c, c.chance.pick(("panel", "two", "arch")))
    c.ramp(0, c.h * 0.76, c.w, c.h * 0.24, c.lift(c.p.wood, 0.4), c.p.wood)
    c.oval(c.w * 0.5, c.h * 0.9, c.w * 0.48, 110, c.lift(c.p.b, 0.3))
    c.oval(c.w * 0.5, c.h * 0.9, c.w * 0.43, 94, "none", stroke=c.p.a, stroke_width=7)
    frame(c, c.w * 0.1, c.h * 0.12, 200, 260)
    with c.at(c.w * 0.14, c.h * 0.83, 1.16):
        plant(c, c.chance.pick(PLANTS), c.p.a)
    tone = c.chance.pick((c.p.c, c.p.a, c.p.b))
    with c.at(c.w * 0.53, c.h * 0.88, 1.16):
        c.shade(20, 4, 330, 46)
        for x in (-160, 160):
            c.stroke(trace("M", x, -60, "L", x * 1.14, 0), c.sink(c.p.wood, 0.2), 22)
        c.path(
            curve(
                "-190 -90, -206 -300, -150 -440, 0 -470, 150 -440, 206 -300, 190 -90", closed=True
            ),
            c.round(tone),
        )
        for k in range(-2, 3):
            c.stroke(
                trace("M", k * 60, -140, "L", k * 66, -440), c.sink(tone, 0.24), 5, opacity=0.5
            )
        c.rect(-186, -190, 372, 110, c.linear(c.lift(tone, 0.36), c.sink(tone, 0.06)), rx=48)
        c.rect(-200, -110, 400, 76, c.linear(tone, c.sink(tone, 0.36)), rx=26)
        for side in (-1, 1):
            c.rect(side * 206 - 46, -260, 92, 226, c.round(tone), rx=44)
        with c.at(-40, -196, rotate=-8):
            c.rect(-80, -96, 160, 120, c.flat(c.p.cream), rx=28)
            c.stroke("M -60 -60 L 60 -60 M -60 -34 L 60 -34", c.p.a, 8)
    with c.at(c.w * 0.86, c.h * 0.86):
        c.stand(80, 60)
        c.oval(0, -4, 74, 16, c.round(c.p.ink))
        c.rect(-6, -640, 12, 640, c.round("#b98f4e"))
        if c.night:
            c.glow(0, -620, 420, "#ffdf9a", 0.5)
        c.path(
            "M -70 -760 L 70 -760 L 126 -570 Q 0 -548 -126 -570 Z",
            c.round("#fff0cf" if c.night else c.p.cream),
        )
    c.gobo = "" if c.night else c.chance.pick(("panes", "leaves"))
    c.lamps = [(c.w * 0.8, c.h * 0.42, 640)]


def candles(c: Canvas) -> None:
    """Candles burning in the evening among vases."""
    c.zoom = (1.24, 0.5, 0.8)
    wall(c, c.chance.pick(("arch", "niche", "sun")))
    y = planks(c, 0.72, c.p.wood)
    with c.at(c.w * 0.74, y - 40):
        mouth = vase(c, c.chance.pick(tuple(VASES)), c.p.c, 1.1)
        bunch(c, mouth, petals(c), stems=5, tall=230, spread=110, size=44)
    for x, dy, wide, tall, tone in (
        (0.3, 0, 62, 290, c.p.cream),
        (0.47, 44, 74, 170, c.p.a),
        (0.16, 70, 56, 120, c.p.b),
        (0.66, 96, 50, 90, c.p.cream),
    ):
        with c.at(c.w * x, y + dy):
            c.stand(wide, 30)
            c.path(outline([(wide, -tall), (wide, 0)], sharp=True), c.round(tone))
            c.oval(0, -tall, wide, wide * 0.2, c.lift(tone, 0.5))
            c.oval(0, -tall + 2, wide * 0.72, wide * 0.12, "#fff0c0")
            c.stroke(trace("M", 0, -tall, "L", 2, -tall - 22), "#3a2a20", 4)
            c.glow(0, -tall - 50, 170, "#ffcf70", 0.75)
            c.path(
                (
                    f"M 0 {-tall - 14} C -30 {-tall - 40} -8 {-tall - 70} 2 {-tall - 104} C "
                    f"12 {-tall - 70} 30 {-tall - 40} 0 {-tall - 14} Z"
                ),
                c.linear("#ffb347", "#fff6cf"),
            )
    c.lamps = [(c.w * 0.34, y - 240, 620), (c.w * 0.6, y - 120, 460)]


def pillows(c: Canvas, y: float) -> None:
    """Pillows and cushions at the head of a bed."""
    for left, colour in ((-190, c.p.cream), (190, c.p.cream), (-90, c.p.a), (110, c.p.c)):
        big = 1.0 if colour == c.p.cream else 0.76
        with c.at(c.w * 0.5 + left, y + (10 if big == 1 else 40), big, rotate=left * 0.02):
            c.path(
                curve(
                    "-180 -90, 0 -112, 180 -90, 196 30, 170 90, 0 104, -170 90, -196 30",
                    closed=True,
                ),
                c.ball(colour, 0.4),
            )
            c.stroke("M -120 -50 Q -40 -20 -60 40", c.sink(colour, 0.2), 5, opacity=0.4)


def bed_tray(c: Canvas) -> None:
    """A tray on a bed with a cup and two books."""
    with c.at(c.w * 0.4, c.h * 0.82):
        c.oval(20, 30, 220, 70, c.p.ink, opacity=0.14)
        c.path(polygon([(-190, -40), (170, -40), (220, 50), (-240, 50)]), c.flat(c.p.wood))
        c.rect(-240, 48, 460, 20, c.sink(c.p.wood, 0.3), rx=8)
        with c.at(-90, 20, 0.56):
            cup(c, c.p.a)
        with c.at(96, 20):
            books_lying(c, [c.p.c, c.p.b], 170)


def bedroom(c: Canvas) -> None:
    """A bed by a window, made for a slow morning."""
    c.zoom = (1.06, 0.5, 0.6)
    wall(c, c.chance.pick(("panel", "two")))
    window(
        c,
        c.w * 0.5 - 200,
        c.h * 0.05,
        400,
        c.h * 0.33,
        view=c.chance.pick(("garden", "hills", "city")),
    )
    y = c.h * 0.56
    tone = c.lift(c.p.b, 0.3)
    c.rect(c.w * 0.5 - 400, y - 120, 800, 400, c.round(c.p.wood), rx=60)
    pillows(c, y)
    c.path(
        smooth([(-20, y + 150), (c.w * 0.3, y + 80), (c.w * 0.7, y + 86), (c.w + 20, y + 140)])
        + f"V{c.h + 20:.0f}H-20Z",
        c.linear(c.lift(tone, 0.5), tone, c.sink(tone, 0.14)),
    )
    c.path(
        smooth([(-20, y + 150), (c.w * 0.3, y + 80), (c.w * 0.7, y + 86), (c.w + 20, y + 140)])
        + smooth(
            [(c.w + 20, y + 210), (c.w * 0.7, y + 160), (c.w * 0.3, y + 154), (-20, y + 220)]
        ).replace("M", "L", 1)
        + "Z",
        c.flat(c.p.cream),
    )
    for k in range(7):
        x = c.w * (0.06 + 0.15 * k)
        c.stroke(
            smooth([(x, y + 240), (x + 40 * math.sin(k), y + 360), (x - 30, c.h + 10)]),
            c.sink(tone, 0.2),
            22,
            opacity=0.3,
        )
    bed_tray(c)
    c.gobo = c.chance.pick(("panes", "leaves"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 660)]


SCENES = {
    "record_player": record_player,
    "armchair": armchair,
    "candles": candles,
    "bedroom": bedroom,
}
