"""Mountains, forests and camps."""

import math

from hongmao.demo.pictures.canvas import Canvas, polygon, smooth, trace
from hongmao.demo.pictures.colour import mix
from hongmao.demo.pictures.parts.greenery import leaf
from hongmao.demo.pictures.parts.shoes import shoe
from hongmao.demo.pictures.parts.skies import (
    birds,
    firs,
    grass,
    mountains,
    peaks,
    sky,
    tree,
)


def ridges(c: Canvas) -> None:
    """Ridge behind ridge, mist between them."""
    sky(
        c,
        c.w,
        c.h * 0.7,
        clouds=c.chance.whole(0, 2),
        sun=(c.chance.between(0.2, 0.8), c.chance.between(0.3, 0.5)),
    )
    mountains(c, c.w, c.h, c.h * 0.42, c.chance.whole(5, 6), peaks(c), 280)
    birds(c, c.w * c.chance.between(0.3, 0.7), c.h * 0.24, 5)
    tone = mix(c.p.leaf, c.p.ink, 0.55)
    c.path(
        smooth(
            [
                (-20, c.h * 0.93),
                (c.w * 0.3, c.h * 0.9),
                (c.w * 0.64, c.h * 0.95),
                (c.w + 20, c.h * 0.88),
            ]
        )
        + f"V{c.h + 10}H-20Z",
        tone,
    )
    firs(c, c.h * 0.94, 9, 120, 280, tone)
    if c.chance.unit() < 0.6:
        with c.at(c.w * 0.64, c.h * 0.95, 1.2):
            hiker(c)
    c.lamps = [(c.w * 0.5, c.h * 0.4, 900)]


def hiker(c: Canvas) -> None:
    """Someone with a rucksack looking out, from behind."""
    for x in (-12, 12):
        c.stroke(trace("M", x, -64, "L", x * 1.3, 0), c.p.ink, 19)
    c.path("M -34 -150 Q 0 -170 34 -150 L 30 -58 L -30 -58 Z", c.round(c.p.a))
    c.rect(-29, -156, 58, 84, c.round(c.p.b), rx=18)
    c.rect(-24, -112, 48, 34, c.sink(c.p.b, 0.2), rx=10)
    c.oval(0, -184, 23, 25, c.ball("#3a2a26"))
    c.path("M -26 -188 Q 0 -226 26 -188 Q 0 -196 -26 -188 Z", c.p.c)
    c.stroke("M 36 -140 L 60 -90 L 64 0", c.p.ink, 6)


def trail_shoes(c: Canvas) -> None:
    """Trail shoes on a rock in front of the mountains."""
    c.zoom = (1.1, 0.5, 0.75)
    sky(c, c.w, c.h * 0.6, clouds=2, sun=(0.76, 0.2) if c.light != "noon" else None)
    mountains(c, c.w, c.h, c.h * 0.42, 4, peaks(c), 230)
    rock = mix(c.p.ground, "#8e8d94", 0.45)
    c.path(
        polygon(
            [
                (-20, c.h * 0.76),
                (c.w * 0.1, c.h * 0.7),
                (c.w * 0.36, c.h * 0.675),
                (c.w * 0.84, c.h * 0.69),
                (c.w + 20, c.h * 0.75),
                (c.w + 20, c.h + 20),
                (-20, c.h + 20),
            ]
        ),
        c.linear(c.lift(rock, 0.42), rock, c.sink(rock, 0.36)),
    )
    for x, part, wide in ((0.1, 0.86, 0.3), (0.5, 0.9, 0.4), (0.72, 0.82, 0.26)):
        c.path(
            polygon(
                [
                    (c.w * x, c.h * part),
                    (c.w * (x + wide), c.h * (part - 0.02)),
                    (c.w * (x + wide * 0.7), c.h * (part + 0.07)),
                ]
            ),
            c.sink(rock, 0.2),
            opacity=0.35,
        )
    with c.at(c.w * 0.6, c.h * 0.735, 0.96):
        shoe(c, c.p.a, c.p.c, "trail")
    with c.at(c.w * 0.42, c.h * 0.81, 1.12):
        shoe(c, c.p.a, c.p.c, "trail")
    grass(c, c.h * 0.92, c.h * 0.1, 26, c.p.leaf, 60)
    c.lamps = [(c.w * 0.5, c.h * 0.6, 640)]


def trunk(c: Canvas, x: float, y: float, part: float, bark: str, green: str) -> None:
    """A tree's trunk at x with leaves around its foot; `part` is how near it is."""
    wide, foot = 14 + 50 * part, y + (c.h * 0.3) * part**2
    c.path(
        (
            f"M {x - wide / 2} -20 L {x + wide / 2} -20 L {x + wide * 0.6} "
            f"{foot - 20} Q {x + wide * 0.7} {foot} {x + wide} {foot + 8} L "
            f"{x - wide} {foot + 8} Q {x - wide * 0.7} {foot} {x - wide * 0.6} "
            f"{foot - 20} Z"
        ),
        c.round(bark, 0.7),
    )
    for _ in range(5):
        leaf(
            c,
            50 + 60 * part,
            26 + 22 * part,
            green,
            c.chance.between(0, 360),
            x + c.chance.between(-1, 1) * wide * 2,
            foot - c.chance.between(-20, 30),
        )


def forest_path(c: Canvas) -> None:
    """A path between tall trees, light falling through."""
    haze = mix(c.p.leaf, c.p.cream, 0.72)
    c.ramp(0, 0, c.w, c.h, haze, mix(haze, c.p.sky[2], 0.5), mix(haze, c.p.leaf, 0.4))
    c.glow(c.w * 0.52, c.h * 0.4, 460, "#fff8d6", 0.9)
    y = c.h * 0.62
    c.ramp(0, y, c.w, c.h - y, mix(c.p.leaf, haze, 0.5), c.p.leaf, c.sink(c.p.leaf, 0.3))
    c.path(
        (
            f"M {c.w * 0.5} {y} C {c.w * 0.34} {y + 90} {c.w * 0.66} {y + 160} "
            f"{c.w * 0.2} {c.h + 10} L {c.w * 0.86} {c.h + 10} C {c.w * 0.8} "
            f"{y + 160} {c.w * 0.5} {y + 90} {c.w * 0.535} {y} Z"
        ),
        c.linear(c.lift(c.p.ground, 0.5), c.p.ground),
    )
    for row in range(4):
        part = (row + 1) / 4
        bark = mix(mix(c.p.wood, c.p.ink, 0.3), haze, 0.8 - 0.75 * part)
        green = mix(c.p.leaf, haze, 0.7 - 0.66 * part)
        for k in range(7 - row):
            x = c.w * (k + c.chance.between(0.2, 0.8)) / (7 - row)
            if abs(x - c.w * 0.5) < c.w * (0.06 + 0.1 * part):
                continue
            trunk(c, x, y, part, bark, green)
        for _ in range(12):
            c.oval(
                c.chance.unit() * c.w,
                c.chance.between(-40, c.h * (0.2 - 0.02 * row)),
                80 + 40 * part,
                54,
                green,
                opacity=0.85,
            )
    for k in range(3):
        x = c.w * (0.3 + 0.16 * k)
        c.path(
            polygon([(x, -20), (x + 50, -20), (x + 240, c.h * 0.86), (x + 90, c.h * 0.86)]),
            c.linear((0, "#fff6cf", 0.5), (1, "#fff6cf", 0)),
        )
    c.lamps = [(c.w * 0.5, c.h * 0.4, 700)]


def terraces(c: Canvas) -> None:
    """Rice terraces that mirror the sky, a small house among them."""
    sky(
        c,
        c.w,
        c.h * 0.5,
        clouds=2,
        sun=(c.chance.between(0.2, 0.8), 0.4) if c.light != "noon" else None,
    )
    mountains(c, c.w, c.h * 0.7, c.h * 0.26, 3, peaks(c), 200)
    y, k = c.h * 0.4, 0
    while y < c.h * 1.05:
        part = (y / c.h - 0.4) / 0.6
        green = mix(mix(c.p.leaf, c.p.sky[2], 0.4 - 0.4 * part), c.p.ink, 0.1 * part)
        line = [
            (
                c.w * t / 6,
                y + math.sin(t * 1.1 + k * 0.8) * (20 + 26 * part) + c.chance.between(-8, 8),
            )
            for t in range(-1, 8)
        ]
        c.path(
            smooth(line) + f"V{min(c.h + 40, y + 240):.0f}H-200Z",
            c.linear(c.lift(green, 0.2), green),
        )
        if k % 2:
            pool = [(x, at + 12 + 12 * part) for x, at in line]
            c.path(
                smooth(line)
                + smooth([(x, at + 10 + 34 * part) for x, at in reversed(pool)]).replace(
                    "M", "L", 1
                )
                + "Z",
                c.linear(c.p.sky[1], c.p.sky[2], angle="across"),
                opacity=0.9,
            )
            c.stroke(smooth(line), c.lift(green, 0.5), 3 + 3 * part)
        y += 30 + 60 * part
        k += 1
        if k == 5:
            with c.at(c.w * c.chance.pick((0.26, 0.7)), y + 6, 0.8):
                house(c)
    c.lamps = [(c.w * 0.5, c.h * 0.5, 800)]


def house(c: Canvas) -> None:
    """A small house under a dark tiled roof, its windows lit."""
    c.rect(-80, -86, 160, 86, c.flat(c.p.cream))
    c.path(
        "M -110 -80 Q -60 -100 -50 -150 L 50 -150 Q 60 -100 110 -80 Z",
        c.flat(c.sink(c.p.wood, 0.4)),
    )
    for x in (-50, 26):
        c.rect(x, -56, 26, 30, "#ffcf6b" if c.light in ("dusk", "night") else c.sink(c.p.wood, 0.2))
    c.rect(-10, -52, 24, 52, c.sink(c.p.wood, 0.3))
    with c.at(124, 4):
        tree(c, 180, c.p.leaf)


SCENES = {
    "ridges": ridges,
    "trail_shoes": trail_shoes,
    "forest_path": forest_path,
    "terraces": terraces,
}
