"""Streets, skylines and journeys."""

import math

from hongmao.demo.pictures.canvas import Canvas, polygon, smooth, trace
from hongmao.demo.pictures.colour import mix
from hongmao.demo.pictures.parts.greenery import PLANTS, bloom, leaf, plant
from hongmao.demo.pictures.parts.rooms import table, towers
from hongmao.demo.pictures.parts.skies import (
    birds,
    hills,
    mountains,
    peaks,
    sky,
    stars,
    tree,
    water,
)
from hongmao.demo.pictures.parts.vessels import bowl, cup, steam


def bicycle(c: Canvas, colour: str) -> None:
    """A town bicycle with a basket of flowers, facing left."""
    c.shade(0, 4, 330, 26)
    for x in (-190, 190):
        c.oval(x, -128, 124, 124, "none", stroke="#2b2730", stroke_width=11)
        c.oval(x, -128, 112, 112, "none", stroke="#c9ccd3", stroke_width=4)
        for k in range(10):
            a = math.pi * k / 10
            c.stroke(
                trace(
                    "M",
                    x - 110 * math.cos(a),
                    -128 - 110 * math.sin(a),
                    "L",
                    x + 110 * math.cos(a),
                    -128 + 110 * math.sin(a),
                ),
                "#d6d9de",
                1.6,
                opacity=0.8,
            )
    for data in (
        "M 190 -128 L 10 -128 L 90 -300 Z",
        "M 10 -128 L -130 -310 L 90 -296",
        "M -190 -128 L -124 -370",
    ):
        c.stroke(data, c.sink(colour, 0.16), 16)
        c.stroke(data, c.lift(colour, 0.2), 6)
    c.stroke("M 90 -296 L 100 -350", "#7a7d86", 10)
    c.path(
        "M 50 -356 Q 100 -384 164 -366 Q 166 -344 130 -346 Q 80 -344 50 -356 Z", c.flat(c.p.wood)
    )
    c.stroke("M -124 -370 Q -130 -410 -80 -408 Q -50 -404 -36 -384", "#7a7d86", 11)
    c.stroke("M -50 -396 L -32 -380", c.p.wood, 18)
    c.oval(10, -128, 34, 34, "none", stroke="#5b5f69", stroke_width=8)
    c.stroke("M 10 -128 L 40 -78 M 26 -76 L 58 -78", "#3a3d46", 9)
    for x in (-190, 190):
        c.path(
            trace("M", x - 138, -150, "A", 140, 140, 0, 0, 1, x + 110, -214),
            stroke=colour,
            stroke_width=13,
            stroke_linecap="round",
        )
    for k in range(9):
        with c.at(-218 + 14 * k, -352 - 24 * (k % 3)):
            leaf(c, 60, 26, c.p.leaf, -40 + 10 * k)
            bloom(
                c, 27, (c.p.a, c.p.cream, c.lift(c.p.a, 0.4))[k % 3], "rose" if k % 2 else "daisy"
            )
    c.path("M -244 -350 L -96 -350 L -114 -250 L -226 -250 Z", c.round("#c89a5c"))
    for k in range(3):
        c.stroke(
            trace("M", -240 + 5 * k, -328 + 28 * k, "L", -100 - 5 * k, -328 + 28 * k), "#96693a", 4
        )


def bicycle_street(c: Canvas) -> None:
    """A bicycle leaning in front of a shop."""
    c.zoom = (1.08, 0.5, 0.8)
    tone = c.p.wall
    c.ramp(0, 0, c.w, c.h, c.lift(tone, 0.3), tone)
    for row in range(int(c.h / 44)):
        for col in range(int(c.w / 100) + 1):
            if c.chance.unit() < 0.22:
                c.rect(
                    col * 100 - (50 if row % 2 else 0),
                    row * 44,
                    96,
                    40,
                    c.sink(tone, c.chance.between(0.02, 0.1)),
                    rx=4,
                    opacity=0.8,
                )
    c.rect(c.w * 0.08, c.h * 0.26, c.w * 0.5, c.h * 0.44, c.flat(c.p.c), rx=6)
    c.rect(
        c.w * 0.11,
        c.h * 0.29,
        c.w * 0.44,
        c.h * 0.33,
        c.linear("#fff3cf", c.lift(c.p.b, 0.4))
        if c.light in ("dusk", "night")
        else c.linear(c.p.sky[1], c.lift(c.p.sky[2], 0.3)),
    )
    for k in range(3):
        c.rect(c.w * 0.12, c.h * (0.39 + 0.085 * k), c.w * 0.42, 10, c.p.wood)
        for j in range(6):
            c.rect(
                c.w * (0.14 + 0.068 * j),
                c.h * (0.39 + 0.085 * k) - 52,
                34,
                52,
                (c.p.a, c.p.b, c.p.cream, c.p.leaf)[(j + k) % 4],
                rx=8,
                opacity=0.75,
            )
    c.path(
        polygon([(c.w * 0.11, c.h * 0.29), (c.w * 0.34, c.h * 0.29), (c.w * 0.11, c.h * 0.5)]),
        "#ffffff",
        opacity=0.25,
    )
    c.rect(c.w * 0.66, c.h * 0.29, c.w * 0.24, c.h * 0.43, c.flat(c.p.a), rx=6)
    c.rect(c.w * 0.69, c.h * 0.32, c.w * 0.18, c.h * 0.18, c.lift(c.p.b, 0.6), rx=4)
    c.oval(c.w * 0.695, c.h * 0.56, 9, 9, "#f4d37a")
    for k in range(9):
        left = c.w * 0.04 + k * c.w * 0.066
        c.path(
            trace(
                "M",
                left + 14,
                c.h * 0.17,
                "L",
                left + 14 + c.w * 0.062,
                c.h * 0.17,
                "L",
                left + c.w * 0.066,
                c.h * 0.26,
                "q",
                -c.w * 0.033,
                34,
                -c.w * 0.066,
                0,
                "Z",
            ),
            c.flat(c.p.a if k % 2 else c.p.cream),
        )
    c.rect(0, c.h * 0.72, c.w, 26, c.flat(c.sink(tone, 0.2)))
    c.ramp(0, c.h * 0.74, c.w, c.h * 0.3, c.lift(c.p.ground, 0.3), c.sink(c.p.ground, 0.1))
    for x, size in ((0.06, 0.8), (0.95, 1.0)):
        with c.at(c.w * x, c.h * 0.77, size):
            plant(c, c.chance.pick(("olive", "rubber", "fern")), "#c9774e")
    with c.at(c.w * 0.5, c.h * 0.88, 1.14):
        bicycle(c, c.chance.pick((c.p.a, c.p.c, c.p.b)))
    c.gobo = c.chance.pick(("leaves", ""))
    c.lamps = [(c.w * 0.36, c.h * 0.5, 560)]


def skyline(c: Canvas) -> None:
    """A skyline over the river."""
    y = c.h * 0.68
    sky(
        c,
        c.w,
        y,
        clouds=2,
        sun=(c.chance.between(0.3, 0.7), 0.62) if c.light == "dusk" else (0.2, 0.2),
    )
    for row in range(3):
        part = row / 2
        base = mix(mix(c.p.sky[1], c.p.a, 0.3), mix(c.p.ink, c.p.c, 0.4), 0.2 + 0.6 * part)
        x = -30.0
        while x < c.w:
            wide, tall = c.chance.between(44, 110), c.h * c.chance.between(0.1, 0.34 - 0.08 * row)
            block(c, x, y, wide, tall, base)
            x += wide + c.chance.between(-6, 12)
    with c.at(c.w * c.chance.pick((0.3, 0.66)), y):
        spire(c, mix(c.p.ink, c.p.a, 0.35), c.h * 0.5)
    water(c, y, c.h, sun=c.w * 0.5)
    for _ in range(60):
        x, at = c.chance.unit() * c.w, y + c.chance.unit() ** 1.5 * (c.h - y)
        c.rect(
            x,
            at,
            8,
            c.chance.between(20, 70),
            c.linear((0, "#ffd98a", 0.7), (1, "#ffd98a", 0)),
            rx=4,
        )
    c.rect(0, y - 6, c.w, 10, mix(c.p.ink, c.p.c, 0.3))
    c.lamps = [(c.w * 0.5, y - 120, 900)]


def block(c: Canvas, x: float, y: float, wide: float, tall: float, base: str) -> None:
    """A tower with its windows, some of them lit."""
    c.rect(x, y - tall, wide, tall, c.linear(c.lift(base, 0.16), base, angle="across"))
    if c.chance.unit() < 0.3:
        c.rect(x + wide * 0.3, y - tall - 34, wide * 0.4, 36, base)
    lit = {"night": 0.55, "dusk": 0.4}.get(c.light, 0.08)
    for row in range(int(tall / 24) - 1):
        for col in range(int(wide / 18) - 1):
            if c.chance.unit() < lit:
                c.rect(
                    x + 11 + col * 18,
                    y - tall + 14 + row * 24,
                    8,
                    12,
                    c.chance.pick(("#ffe1a0", "#ffcb74", "#fff3d2")),
                    opacity=0.9,
                )


def spire(c: Canvas, colour: str, tall: float) -> None:
    """A television tower of balls on a shaft."""
    c.path(polygon([(-16, 0), (16, 0), (7, -tall * 0.8), (-7, -tall * 0.8)]), c.round(colour))
    c.stroke(trace("M", 0, -tall * 0.8, "L", 0, -tall), colour, 5)
    for part, big in ((0.34, 46.0), (0.66, 32.0), (0.82, 14.0)):
        c.oval(0, -tall * part, big, big, c.ball(mix(c.p.a, colour, 0.3)))
        c.rect(-big, -tall * part - 3, big * 2, 6, "#ffe1a0", rx=3, opacity=0.8)
    for x in (-52, 52):
        c.stroke(trace("M", x, 0, "L", 0, -tall * 0.32), colour, 9)


def train_window(c: Canvas) -> None:
    """The view from a train: a table, a cup, the land going by."""
    inner = c.lift(c.p.cream, 0.1)
    c.fill(c.lift(inner, 0.5), c.sink(inner, 0.12))
    x, y, w, h = c.w * 0.1, c.h * 0.1, c.w * 0.8, c.h * 0.56
    c.rect(x - 34, y - 34, w + 68, h + 68, c.linear(c.sink(inner, 0.3), c.sink(inner, 0.1)), rx=86)
    data = trace(
        "M",
        x + 70,
        y,
        "h",
        w - 140,
        "q",
        70,
        0,
        70,
        70,
        "v",
        h - 140,
        "q",
        0,
        70,
        -70,
        70,
        "h",
        140 - w,
        "q",
        -70,
        0,
        -70,
        -70,
        "v",
        140 - h,
        "q",
        0,
        -70,
        70,
        -70,
        "Z",
    )
    with c.inside(data), c.at(x, y):
        kind = c.chance.whole(0, 2)
        sky(c, w, h, clouds=3, sun=(0.74, 0.3) if c.light != "noon" else None)
        mountains(c, w, h, h * 0.46, 3, peaks(c), 170)
        if kind == 0:
            hills(c, w, h, h * 0.66, 3)
            for k in range(5):
                with c.at(w * (0.1 + 0.21 * k), h * 0.9):
                    tree(c, c.chance.between(120, 200), c.p.leaf)
        elif kind == 1:
            water(c, h * 0.66, h + 10, sun=w * 0.74)
        else:
            for k in range(9):
                c.path(
                    polygon(
                        [
                            (w * 0.5 + (k - 4.5) * 30, h * 0.66),
                            (w * 0.5 + (k - 3.5) * 30, h * 0.66),
                            (w * 0.5 + (k - 3.5) * 210, h + 10),
                            (w * 0.5 + (k - 4.5) * 210, h + 10),
                        ]
                    ),
                    "#eec94a" if k % 2 else c.p.leaf,
                )
    c.path(
        polygon(
            [(x + 90, y + 10), (x + 260, y + 10), (x + 60, y + h * 0.8), (x + 10, y + h * 0.8)]
        ),
        "#ffffff",
        opacity=0.16,
    )
    c.path(data, stroke=c.sink(inner, 0.4), stroke_width=12)
    c.rect(0, c.h * 0.06, c.w, 20, c.flat(c.p.c), opacity=0.5)
    top = c.h * 0.8
    c.path(
        trace(
            "M",
            -10,
            top,
            "L",
            c.w * 0.9,
            top,
            "Q",
            c.w * 0.97,
            top,
            c.w * 0.98,
            top + 60,
            "L",
            c.w * 1.02,
            c.h + 10,
            "L",
            -10,
            c.h + 10,
            "Z",
        ),
        c.linear(c.lift(c.p.wood, 0.5), c.p.wood),
    )
    with c.at(c.w * 0.7, top + 90, 1.24):
        cup(c, c.p.a, saucer=False)
    with c.at(c.w * 0.32, top + 110, rotate=-7):
        c.rect(-170, -30, 350, 120, c.p.ink, rx=8, opacity=0.16)
        c.rect(-180, -46, 350, 124, c.flat(c.p.a if c.p.a != c.p.c else c.p.b), rx=8)
        c.rect(-160, -30, 310, 92, c.flat(c.p.cream), rx=4)
        for k in range(4):
            c.rect(-140, -14 + 18 * k, 200 - 30 * k, 5, c.p.ink, rx=2, opacity=0.3)
    c.lamps = [(c.w * 0.6, top, 640)]


def stall(c: Canvas) -> None:
    """A noodle stall in the evening: curtain, lanterns, steam and stools."""
    c.zoom = (1.06, 0.5, 0.6)
    tone = mix(c.p.c, c.p.ink, 0.5)
    c.ramp(0, 0, c.w, c.h, c.sink(tone, 0.3), tone)
    for k in range(int(c.w / 60) + 1):
        c.rect(k * 60, 0, 3, c.h * 0.84, c.p.ink, opacity=0.3)
    c.ramp(
        0, c.h * 0.84, c.w, c.h * 0.2, mix(c.p.ground, c.p.ink, 0.4), mix(c.p.ground, c.p.ink, 0.6)
    )
    x, w = c.w * 0.09, c.w * 0.82
    c.ramp(x, c.h * 0.3, w, c.h * 0.4, "#ffe7ad", "#ffc163")
    for k in range(2):
        c.rect(x, c.h * (0.42 + 0.1 * k), w, 10, c.p.wood)
        for j in range(13):
            c.rect(
                x + 24 + j * w / 13.4,
                c.h * (0.42 + 0.1 * k) - 50,
                36,
                50,
                (c.p.a, c.p.cream, c.p.c, c.p.b)[(j * 3 + k) % 4],
                rx=9,
            )
    with c.at(c.w * 0.34, c.h * 0.66, 1.3 * c.h / 1200):
        cook(c)
    with c.at(c.w * 0.66, c.h * 0.67):
        c.rect(-90, -86, 180, 90, c.round("#8f949d"), rx=10)
        c.oval(0, -86, 90, 18, "#c9ced6")
        steam(c, -96, 200)
    for k in range(6):
        left = x + k * w / 6
        c.path(
            trace(
                "M", left, c.h * 0.27, "h", w / 6 - 5, "v", 128, "q", -w / 12, 16, 5 - w / 6, 0, "Z"
            ),
            c.flat(c.p.a),
        )
        c.oval(left + w / 12, c.h * 0.27 + 66, 26, 26, c.p.cream, opacity=0.9)
    c.path(
        trace(
            "M",
            x - 60,
            c.h * 0.28,
            "L",
            x + 10,
            c.h * 0.17,
            "h",
            w - 20,
            "L",
            x + w + 60,
            c.h * 0.28,
            "Z",
        ),
        c.flat(c.sink(c.p.wood, 0.4)),
    )
    for k in range(18):
        c.stroke(
            trace(
                "M",
                x + 20 + k * (w - 40) / 17,
                c.h * 0.175,
                "L",
                x - 50 + k * (w + 100) / 17,
                c.h * 0.276,
            ),
            c.sink(c.p.wood, 0.6),
            4,
        )
    c.rect(x - 24, c.h * 0.69, w + 48, 34, c.flat(c.lift(c.p.wood, 0.2)), rx=6)
    c.ramp(x, c.h * 0.715, w, c.h * 0.145, c.p.wood, c.sink(c.p.wood, 0.4))
    for k in range(12):
        c.rect(x + k * w / 12, c.h * 0.715, 4, c.h * 0.145, c.sink(c.p.wood, 0.5), opacity=0.5)
    for k, at in enumerate((0.26, 0.5, 0.74)):
        with c.at(c.w * at, c.h * 0.69, 0.36):
            bowl(c, c.p.cream if k % 2 else c.p.a)
        with c.at(c.w * at, c.h * 0.93):
            c.stand(70, 30)
            c.stroke(
                "M -44 0 L -34 -120 M 44 0 L 34 -120 M -40 -46 L 40 -46", c.sink(c.p.wood, 0.3), 12
            )
            c.rect(-62, -140, 124, 30, c.flat(c.lift(c.p.a, 0.1)), rx=15)
    for k in range(4):
        lx, ly = x - 34 + k * (w + 68) / 3, c.h * 0.33 + (0 if k in (0, 3) else -c.h * 0.22)
        c.glow(lx, ly, 170, "#ff9f3d", 0.7)
        c.stroke(trace("M", lx, ly - 90, "L", lx, ly + 74), "#5a1d14", 3)
        c.oval(lx, ly, 46, 52, c.ball("#ea4a2e"))
        for j in range(-2, 3):
            c.oval(
                lx, ly, abs(j) * 17 + 4, 52, "none", stroke="#b52c18", stroke_width=2, opacity=0.6
            )
        c.rect(lx - 22, ly - 60, 44, 12, "#e8b84a", rx=3)
        c.rect(lx - 22, ly + 48, 44, 12, "#e8b84a", rx=3)
    c.lamps = [(c.w * 0.5, c.h * 0.5, 760), (x, c.h * 0.34, 300), (x + w, c.h * 0.34, 300)]


def cook(c: Canvas) -> None:
    """A cook behind the counter."""
    c.path("M -86 10 Q -92 -120 -30 -134 L 30 -134 Q 92 -120 86 10 Z", c.round(c.p.cream))
    c.rect(-18, -160, 36, 40, "#e9b48c", rx=14)
    c.oval(0, -190, 44, 50, c.ball("#f3c7a0", 0.5))
    c.path("M -48 -200 Q -50 -250 0 -252 Q 50 -250 48 -200 Q 0 -222 -48 -200 Z", c.round(c.p.a))
    for side in (-1, 1):
        c.stroke(trace("M", side * 22, -186, "q", -6, 8, -12, 0), "#4a2c22", 4)
    c.stroke("M -12 -166 Q 0 -156 12 -166", "#a5503c", 4)


SCENES = {
    "bicycle_street": bicycle_street,
    "skyline": skyline,
    "train_window": train_window,
    "stall": stall,
}
