"""Meals, most of them seen from above."""

import math

from hongmao.demo.pictures.canvas import Canvas, curve, trace
from hongmao.demo.pictures.parts.food import (
    berry,
    chopsticks,
    dumpling,
    egg_half,
    slice_of,
    wave_strands,
)  # fmt: skip
from hongmao.demo.pictures.parts.greenery import leaf
from hongmao.demo.pictures.parts.rooms import cloth, planks, wall
from hongmao.demo.pictures.parts.vessels import bowl, steam


def noodles(c: Canvas) -> None:
    """A bowl of noodles with an egg, greens and chopsticks."""
    c.zoom = (1.12, 0.5, 0.8)
    wall(c, c.chance.pick(("two", "sun", "panel")))
    y = planks(c, 0.5, c.p.wood) + c.h * 0.16
    with c.at(c.w * 0.5, y + 60, 1.32):
        mouth = bowl(c, c.chance.pick((c.p.cream, c.p.a, c.p.c)), 250, 190, 0.4)
        soup = c.chance.pick(("#d88a3a", "#c2542c", "#e6bd74"))
        data = outline_oval(226, 86, mouth)
        with c.inside(data):
            c.oval(
                0, mouth, 226, 86, c.radial((0, c.lift(soup, 0.3), 1), (1, c.sink(soup, 0.12), 1))
            )
            with c.at(-10, mouth + 8):
                wave_strands(c, 190, 62, "#f4d68c")
            for _ in range(16):
                c.oval(
                    c.chance.between(-210, 210),
                    mouth + c.chance.between(-70, 74),
                    9,
                    5,
                    "#ffe9b0",
                    opacity=0.5,
                )
        greens(c, mouth)
        with c.at(-86, mouth - 14):
            egg_half(c, 58)
        for x, dy in ((66, 34), (104, 8), (30, 44)):
            with c.at(x, mouth + dy - 6, rotate=-14):
                c.oval(0, 6, 52, 24, c.p.ink, opacity=0.2)
                c.oval(0, 0, 52, 24, c.ball("#c77f55", 0.7))
                c.oval(2, -2, 26, 9, "#efc3a0", opacity=0.8)
        steam(c, mouth - 70, 240)
    with c.at(c.w * 0.5, y - 150, rotate=-24):
        chopsticks(c, 460, c.sink(c.p.wood, 0.3))
    c.gobo = c.chance.pick(("", "blinds", "panes"))
    c.lamps = [(c.w * 0.5, c.h * 0.42, 640)]


def outline_oval(rx: float, ry: float, y: float) -> str:
    """An ellipse around (0, y) as path data."""
    return trace("M", -rx, y, "A", rx, ry, 0, 0, 1, rx, y, "A", rx, ry, 0, 0, 1, -rx, y, "Z")


def greens(c: Canvas, mouth: float) -> None:
    """Pak choi and spring onion in a bowl."""
    for turn in (-8, 16, 40):
        with c.at(96, mouth - 20, rotate=turn):
            c.path(
                "M -14 0 Q -20 -50 0 -64 Q 20 -50 14 0 Z",
                c.round("#eef4d8"),
            )
            leaf(c, 120, 92, "#5f9f4a", 0, 0, -44)
    for _ in range(18):
        c.oval(
            c.chance.between(-60, 130),
            mouth + c.chance.between(10, 66),
            9,
            6,
            "none",
            stroke="#6fb04d",
            stroke_width=4,
        )


def dumplings(c: Canvas) -> None:
    """A bamboo steamer of dumplings from above, a dish of vinegar beside it."""
    c.fill(c.lift(c.p.ground, 0.3), c.sink(c.p.ground, 0.06))
    cloth(c, -60, c.h * 0.58, c.w * 0.62, c.h * 0.5, c.p.b, c.chance.pick(("stripe", "check")))
    x, y, r = c.w * 0.53, c.h * 0.43, 360.0
    c.oval(x + 26, y + 40, r * 1.08, r * 1.06, c.radial((0.7, c.p.ink, 0.42), (1, c.p.ink, 0)))
    c.oval(x, y, r, r, c.ball("#d9a962", 0.8))
    c.oval(x, y, r * 0.93, r * 0.93, "#b98443")
    c.oval(
        x, y, r * 0.9, r * 0.9, c.radial((0, "#efd39a", 1), (0.9, "#e2bd7a", 1), (1, "#b88547", 1))
    )
    with c.inside(
        f"M {x - r * 0.9} {y} a {r * 0.9} {r * 0.9} 0 1 0 {r * 1.8} 0 a "
        f"{r * 0.9} {r * 0.9} 0 1 0 {-r * 1.8} 0 Z"
    ):
        for k in range(20):
            c.rect(x - r + k * 38, y - r, 4, r * 2, "#b98847", opacity=0.5)
    for k in range(7):
        turn = math.tau * k / 6
        at = (x, y) if k == 6 else (x + math.cos(turn) * r * 0.58, y + math.sin(turn) * r * 0.58)
        with c.at(*at, rotate=k * 47):
            dumpling(c, 100, "#fdf3e0" if k % 3 else c.lift("#cfe0a8", 0.25))
    with c.at(c.w * 0.2, c.h * 0.84):
        sauce_dish(c)
    with c.at(c.w * 0.42, c.h * 0.93, rotate=-16):
        c.shade(210, 30, 240, 26, 0.3)
        chopsticks(c, 430, c.sink(c.p.wood, 0.35))
    c.gobo = c.chance.pick(("leaves", "panes", ""))
    c.lamps = [(x, y, 640)]


def sauce_dish(c: Canvas) -> None:
    """A small dish of dark sauce with chilli and sesame."""
    c.oval(10, 16, 112, 110, c.radial((0.6, c.p.ink, 0.4), (1, c.p.ink, 0)))
    c.oval(0, 0, 98, 98, c.ball(c.p.c, 0.7))
    c.oval(0, 0, 78, 78, c.radial((0, "#6a2f1c", 1), (1, "#3a1710", 1)))
    for _ in range(12):
        c.oval(
            c.chance.between(-50, 50),
            c.chance.between(-50, 50),
            6,
            4,
            c.chance.pick(("#fbe3b0", "#d63a2a", "#6fae4c")),
        )
    c.oval(-26, -28, 24, 12, "#ffffff", opacity=0.25)


def toast(c: Canvas, x: float, y: float) -> None:
    """Toast with avocado and an egg."""
    with c.at(x - 60, y - 30, rotate=-18):
        c.rect(-110, -104, 236, 232, c.p.ink, rx=50, opacity=0.2)
        c.path(
            "M -110 110 L -110 -40 C -150 -130 150 -130 110 -40 L 110 110 Q 0 124 -110 110 Z",
            c.flat("#c98645"),
        )
        c.path(
            "M -94 96 L -94 -40 C -122 -112 122 -112 94 -40 L 94 96 Q 0 106 -94 96 Z",
            c.ball("#f5d9a2", 0.5),
        )
        for k in range(6):
            c.oval(
                -64 + 26 * k,
                46 - 4 * k,
                34,
                58,
                c.ball("#a8c66c", 0.6),
                transform=f"rotate(24 {-64 + 26 * k} 40)",
            )
        egg_fried(c)


def breakfast(c: Canvas) -> None:
    """Breakfast from above: toast, an egg, fruit and coffee on a cloth."""
    c.zoom = (1.1, 0.5, 0.48)
    c.fill(c.lift(c.p.wall, 0.3), c.sink(c.p.wall, 0.06))
    cloth(
        c,
        c.w * 0.08,
        c.h * 0.2,
        c.w * 0.84,
        c.h * 0.62,
        c.lift(c.p.b, 0.1),
        c.chance.pick(("check", "plain", "stripe")),
    )
    x, y = c.w * 0.48, c.h * 0.5
    c.oval(x + 22, y + 34, 322, 316, c.radial((0.7, c.p.ink, 0.34), (1, c.p.ink, 0)))
    c.oval(x, y, 300, 300, c.ball(c.lift(c.p.cream, 0.4), 0.4))
    c.oval(x, y, 226, 226, c.sink(c.p.cream, 0.07))
    toast(c, x, y)
    for k, turn in enumerate((0, 60, 120)):
        with c.at(x + 120 + 40 * math.cos(turn), y + 110 - 46 * k, rotate=turn):
            berry(c, 40)
    with c.at(x + 60, y + 168):
        slice_of(c, 54, "#f2a33a")
    with c.at(c.w * 0.8, c.h * 0.2, 0.9):
        mug_top(c)
    with c.at(c.w * 0.9, c.h * 0.5, rotate=90):
        c.rect(-130, -8, 300, 16, c.flat("#c9ccd2"), rx=8)
        c.oval(-150, 0, 44, 26, c.ball("#d5d8de"))
    with c.at(c.w * 0.14, c.h * 0.12, rotate=140):
        for turn in (-40, 0, 40):
            leaf(c, 150, 60, c.p.leaf, turn)
    c.gobo = c.chance.pick(("panes", "leaves"))
    c.lamps = [(x, y, 640)]


def egg_fried(c: Canvas) -> None:
    """A fried egg."""
    c.path(
        curve("-80 -30, -30 -84, 44 -70, 86 -20, 60 44, -6 60, -74 34", closed=True),
        c.ball("#fffaf0", 0.4),
    )
    c.oval(4, -14, 38, 36, c.ball("#f6a21e", 0.8))
    c.oval(-8, -26, 11, 7, "#fff0c4", opacity=0.9)


def mug_top(c: Canvas) -> None:
    """A mug of coffee from above."""
    c.oval(18, 26, 150, 146, c.radial((0.6, c.p.ink, 0.36), (1, c.p.ink, 0)))
    c.stroke("M -90 60 Q -160 110 -176 140", c.sink(c.p.a, 0.1), 34)
    c.oval(0, 0, 132, 132, c.ball(c.p.a, 0.8))
    c.oval(0, 0, 112, 112, c.radial((0, "#8d5533", 1), (0.8, "#6b3c22", 1), (1, "#4a2817", 1)))
    c.oval(-34, -40, 40, 18, "#ffffff", opacity=0.2)


def hotpot(c: Canvas) -> None:
    """A hotpot of two broths from above with dishes around it."""
    c.fill(c.sink(c.p.wood, 0.16), c.sink(c.p.wood, 0.46))
    x, y = c.w * 0.5, c.h * 0.48
    spots = [
        (x + 395 * math.cos(a) * (c.w / 900) ** 0.3, y + 470 * math.sin(a) * (c.h / 1200))
        for a in (0.72, 2.4, 3.6, 5.0, 5.75, 1.5)
    ]
    for k, (px, py) in enumerate(spots):
        with c.at(px, py):
            side_dish(c, k)
    c.oval(x + 20, y + 34, 356, 350, c.radial((0.7, "#140a08", 0.7), (1, "#140a08", 0)))
    for side in (-1, 1):
        c.stroke(
            trace("M", x + side * 318, y - 60, "Q", x + side * 400, y, x + side * 318, y + 60),
            "#8d8f96",
            30,
        )
    c.oval(x, y, 330, 330, c.ball("#aeb2ba", 0.9))
    c.oval(x, y, 304, 304, c.ball("#d8422a", 0.5))
    c.path(
        (
            f"M {x} {y - 304} A 304 304 0 0 0 {x} {y + 304} A 152 152 0 0 0 {x} {y} "
            f"A 152 152 0 0 1 {x} {y - 304} Z"
        ),
        c.ball("#f4dfae", 0.6),
    )
    c.stroke(
        trace("M", x, y - 304, "A", 152, 152, 0, 0, 0, x, y, "A", 152, 152, 0, 0, 1, x, y + 304),
        "#c2c6cd",
        16,
    )
    for _ in range(70):
        turn, far = c.chance.between(0, math.tau), c.chance.unit() ** 0.5 * 280
        px, py = x + math.cos(turn) * far, y + math.sin(turn) * far
        c.oval(px, py, 12, 10, "#ffffff", opacity=c.chance.between(0.1, 0.35))
    for k in range(13):
        px, py = x + c.chance.between(120, 260), y + c.chance.between(-180, 170)
        with c.at(px, py, rotate=k * 47):
            c.path("M -30 0 Q 0 -18 32 -4 Q 0 8 -30 0 Z", c.flat("#9f1d18"))
    for k in range(6):
        with c.at(x - c.chance.between(110, 250), y + c.chance.between(-150, 160), rotate=k * 60):
            leaf(c, 70, 44, "#74a652")
    c.lamps = [(x, y, 800)]


def side_dish(c: Canvas, kind: int) -> None:
    """A plate for the hotpot: greens, rolls of meat, tofu, mushrooms or prawns."""
    c.oval(10, 18, 150, 148, c.radial((0.6, "#140a08", 0.6), (1, "#140a08", 0)))
    c.oval(0, 0, 136, 136, c.ball(c.p.c if kind % 2 else c.p.cream, 0.5))
    c.oval(0, 0, 104, 104, c.sink(c.p.c if kind % 2 else c.p.cream, 0.12))
    for k in range(9):
        turn = math.tau * k / 9 + kind
        far = 52 if k < 8 else 0
        with c.at(math.cos(turn) * far, math.sin(turn) * far, rotate=math.degrees(turn) + 90):
            if kind % 4 == 0:
                leaf(c, 88, 56, "#6fa84f", 0, 0, 34)
            elif kind % 4 == 1:
                c.rect(
                    -20,
                    -34,
                    40,
                    66,
                    c.linear("#f6c9bd", "#d0564e", "#f4beb0", angle="across"),
                    rx=18,
                )
            elif kind % 4 == 2:
                c.rect(-26, -26, 52, 52, c.flat("#fff6df"), rx=8)
            else:
                c.rect(-8, -4, 16, 42, "#f4e4c6", rx=8)
                c.oval(0, -6, 28, 22, c.ball("#b98a5e"))


SCENES = {
    "noodles": noodles,
    "dumplings": dumplings,
    "breakfast": breakfast,
    "hotpot": hotpot,
}
