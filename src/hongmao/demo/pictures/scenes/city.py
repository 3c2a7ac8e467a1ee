"""Streets, skylines and journeys."""

import math

from hongmao.demo.pictures.canvas import Canvas, polygon, sized, trace
from hongmao.demo.pictures.colour import mix
from hongmao.demo.pictures.parts.greenery import bloom, leaf
from hongmao.demo.pictures.parts.plants import plant
from hongmao.demo.pictures.parts.skies import (
    sky,
    water,
)


def bicycle(c: Canvas, colour: str) -> None:
    """A town bicycle with a basket of flowers, facing left."""
    c.shade(0, 4, 330, 26)
    for x in (-190, 190):
        c.oval(x, -128, 124, 124, "none", stroke="#2b2730", stroke_width=11)
        c.oval(x, -128, 112, 112, "none", stroke="#c9ccd3", stroke_width=4)
        for k in range(10):
            a = math.pi * k / 10
            c.stroke(
                (
                    f"M {x - 110 * math.cos(a)} {-128 - 110 * math.sin(a)} L "
                    f"{x + 110 * math.cos(a)} {-128 + 110 * math.sin(a)}"
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


def shop_front(c: Canvas) -> None:
    """A shop's window, door and awning."""
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
            (
                f"M {left + 14} {c.h * 0.17} L {left + 14 + c.w * 0.062} {c.h * 0.17} L "
                f"{left + c.w * 0.066} {c.h * 0.26} q {-c.w * 0.033} 34 {-c.w * 0.066} 0 "
                "Z"
            ),
            c.flat(c.p.a if k % 2 else c.p.cream),
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
    shop_front(c)
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
    c.path(sized("M -16 0 L 16 0 L 7 -0.8 L -7 -0.8 Z", 1, tall), c.round(colour))
    c.stroke(trace("M", 0, -tall * 0.8, "L", 0, -tall), colour, 5)
    for part, big in ((0.34, 46.0), (0.66, 32.0), (0.82, 14.0)):
        c.oval(0, -tall * part, big, big, c.ball(mix(c.p.a, colour, 0.3)))
        c.rect(-big, -tall * part - 3, big * 2, 6, "#ffe1a0", rx=3, opacity=0.8)
    for x in (-52, 52):
        c.stroke(trace("M", x, 0, "L", 0, -tall * 0.32), colour, 9)


SCENES = {
    "bicycle_street": bicycle_street,
    "skyline": skyline,
}
