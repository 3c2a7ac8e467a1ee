"""Mountains, forests and camps."""

import math

from hongmao.demo.pictures.canvas import Canvas, polygon, smooth, trace
from hongmao.demo.pictures.colour import mix
from hongmao.demo.pictures.parts.greenery import leaf
from hongmao.demo.pictures.parts.shoes import shoe
from hongmao.demo.pictures.parts.skies import (
    birds,
    conifer,
    grass,
    hills,
    mountains,
    peaks,
    ridge,
    sky,
    tree,
)
from hongmao.demo.pictures.parts.vessels import cup, outline, steam, turned


def firs(c: Canvas, y: float, count: int, low: float, high: float, colour: str) -> None:
    """A row of firs along y."""
    for k in range(count):
        x = c.w * (k + c.chance.between(0.1, 0.9)) / count
        with c.at(x, y + c.chance.between(-14, 14)):
            conifer(c, c.chance.between(low, high), colour)


def tent_stars(c: Canvas) -> None:
    """A lit tent below the mountains and the night's stars."""
    sky(c, c.w, c.h, sun=(c.chance.between(0.14, 0.86), 0.16) if c.chance.unit() < 0.6 else None)
    mountains(c, c.w, c.h, c.h * 0.5, 3, peaks(c), 300)
    dark = c.night
    ground = mix(c.p.leaf, "#0d1a30", 0.62 if dark else 0.0)
    firs(c, c.h * 0.74, 12, 110, 230, mix(c.p.leaf, "#0c1a2c", 0.7 if dark else 0.15))
    c.path(
        smooth(
            [
                (-20, c.h * 0.75),
                (c.w * 0.3, c.h * 0.72),
                (c.w * 0.7, c.h * 0.745),
                (c.w + 20, c.h * 0.72),
            ]
        )
        + f"V{c.h}H-20Z",
        c.linear(c.lift(ground, 0.14), c.sink(ground, 0.3)),
    )
    with c.at(c.w * 0.5, c.h * 0.87, 1.3):
        tent(c, c.p.a)
    with c.at(c.w * 0.82, c.h * 0.9):
        lantern(c, 0.7)
    grass(c, c.h * 0.84, c.h * 0.16, 46, ground, 40)
    c.lamps = [(c.w * 0.5, c.h * 0.82, 560), (c.w * 0.5, c.h * 0.1, 900)]


def tent(c: Canvas, colour: str) -> None:
    """A ridge tent, open and lit from within."""
    glow = c.night or c.light == "dusk"
    if glow:
        c.glow(0, -60, 430, "#ffc766", 0.5)
    c.shade(20, 6, 330, 36)
    c.path(
        polygon([(-60, -250), (150, -268), (300, 0), (110, 0)]),
        c.linear(c.sink(colour, 0.1), c.sink(colour, 0.34)),
    )
    c.path(
        "M -60 -250 Q -120 -110 -230 0 L 120 0 Q 10 -110 -60 -250 Z",
        c.linear(c.lift(colour, 0.4 if glow else 0.2), colour),
    )
    c.path(
        "M -60 -226 Q -64 -90 -130 0 L 34 0 Q -40 -100 -60 -226 Z",
        c.radial((0, "#fff3c0", 1), (1, "#f5a742", 1), y=0.8, r=0.8)
        if glow
        else c.sink(colour, 0.6),
    )
    c.path(
        "M -60 -226 Q -50 -90 -66 0 L 34 0 Q -40 -100 -60 -226 Z", c.lift(colour, 0.14), opacity=0.9
    )
    for data in (
        "M -60 -250 L -64 -276",
        "M -230 0 L -276 18",
        "M 300 0 L 346 16",
        "M -60 -250 L -290 10",
        "M 150 -268 L 350 10",
    ):
        c.stroke(data, c.p.cream, 2.4, opacity=0.6)


def lantern(c: Canvas, size: float) -> None:
    """A camping lantern."""
    with c.at(scale=size):
        c.stand(70, 40)
        c.glow(0, -120, 240, "#ffcf73", 0.7)
        c.stroke("M -60 -190 Q 0 -300 60 -190", c.p.ink, 8)
        c.path(
            outline([(58, -180), (62, -60)], sharp=True),
            c.radial((0, "#fffbe0", 1), (1, "#f7b549", 1)),
        )
        c.path(outline([(30, -226), (74, -186), (74, -174)], sharp=True), c.round(c.p.a))
        c.path(outline([(76, -64), (84, 0)], sharp=True), c.round(c.p.a))
        for x in (-44, 0, 44):
            c.rect(x - 3, -178, 6, 118, c.p.ink, opacity=0.5)


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


def camp_table(c: Canvas) -> None:
    """Coffee at a camp table with a view."""
    c.zoom = (1.1, 0.5, 0.7)
    sky(c, c.w, c.h * 0.66, clouds=2, sun=(0.3, 0.24) if c.light != "noon" else None)
    mountains(c, c.w, c.h, c.h * 0.42, 3, peaks(c), 260)
    firs(c, c.h * 0.7, 9, 150, 330, mix(c.p.leaf, c.p.ink, 0.35))
    c.ramp(0, c.h * 0.69, c.w, c.h * 0.4, c.lift(c.p.leaf, 0.14), c.sink(c.p.leaf, 0.3))
    y = c.h * 0.76
    c.path(
        polygon([(c.w * 0.04, y), (c.w * 0.96, y), (c.w * 1.06, y + 190), (-c.w * 0.06, y + 190)]),
        c.linear(c.lift(c.p.wood, 0.4), c.p.wood),
    )
    for k in range(1, 6):
        c.stroke(
            trace("M", c.w * (0.04 + 0.153 * k), y, "L", c.w * (-0.06 + 0.187 * k), y + 190),
            c.sink(c.p.wood, 0.3),
            4,
            opacity=0.5,
        )
    c.rect(-c.w * 0.06, y + 190, c.w * 1.12, 30, c.sink(c.p.wood, 0.36))
    with c.at(c.w * 0.2, y + 64, 1.15):
        lantern(c, 1.2)
    with c.at(c.w * 0.54, y + 80, 1.14):
        moka(c)
    with c.at(c.w * 0.8, y + 130, 1.06):
        cup(c, c.p.a, saucer=False, wide=84, tall=120)
        c.oval(0, -120, 84, 20, "none", stroke=c.p.ink, stroke_width=5)
    c.lamps = [(c.w * 0.22, y - 60, 560), (c.w * 0.6, c.h * 0.2, 700)]


def moka(c: Canvas) -> None:
    """A moka pot on a small stove."""
    c.stand(110, 90)
    c.stroke("M -70 0 L -50 -44 L 50 -44 L 70 0", c.p.ink, 10)
    c.path(
        "M -60 -46 Q -40 -80 -30 -48 Q -10 -84 0 -48 Q 16 -82 30 -48 Q 44 -74 60 -46 Z",
        c.linear("#ffd36b", "#5aa0e8"),
    )
    steel = "#b9bfc8"
    c.path(polygon([(-84, -66), (84, -66), (62, -170), (-62, -170)]), c.round(steel))
    c.path(
        polygon([(-58, -178), (58, -178), (88, -310), (-78, -310), (-112, -296)]), c.round(steel)
    )
    c.rect(-64, -182, 128, 18, c.round(c.sink(steel, 0.3)), rx=6)
    c.stroke("M 80 -296 L 150 -290 L 140 -190", c.p.ink, 20)
    c.path("M -80 -312 L 88 -312 L 12 -344 L -10 -344 Z", c.round(steel))
    c.oval(0, -352, 13, 13, c.ball(c.p.ink))
    steam(c, -330, 150, 2)


def forest_path(c: Canvas) -> None:
    """A path between tall trees, light falling through."""
    haze = mix(c.p.leaf, c.p.cream, 0.72)
    c.ramp(0, 0, c.w, c.h, haze, mix(haze, c.p.sky[2], 0.5), mix(haze, c.p.leaf, 0.4))
    c.glow(c.w * 0.52, c.h * 0.4, 460, "#fff8d6", 0.9)
    y = c.h * 0.62
    c.ramp(0, y, c.w, c.h - y, mix(c.p.leaf, haze, 0.5), c.p.leaf, c.sink(c.p.leaf, 0.3))
    c.path(
        trace(
            "M",
            c.w * 0.5,
            y,
            "C",
            c.w * 0.34,
            y + 90,
            c.w * 0.66,
            y + 160,
            c.w * 0.2,
            c.h + 10,
            "L",
            c.w * 0.86,
            c.h + 10,
            "C",
            c.w * 0.8,
            y + 160,
            c.w * 0.5,
            y + 90,
            c.w * 0.535,
            y,
            "Z",
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
            wide, foot = 14 + 50 * part, y + (c.h * 0.3) * part**2
            c.path(
                trace(
                    "M",
                    x - wide / 2,
                    -20,
                    "L",
                    x + wide / 2,
                    -20,
                    "L",
                    x + wide * 0.6,
                    foot - 20,
                    "Q",
                    x + wide * 0.7,
                    foot,
                    x + wide,
                    foot + 8,
                    "L",
                    x - wide,
                    foot + 8,
                    "Q",
                    x - wide * 0.7,
                    foot,
                    x - wide * 0.6,
                    foot - 20,
                    "Z",
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


def snow_cabin(c: Canvas) -> None:
    """A cabin in the snow with smoke from its chimney."""
    sky(c, c.w, c.h * 0.7, clouds=1, sun=(0.24, 0.2))
    mountains(c, c.w, c.h, c.h * 0.46, 3, mix(c.p.c, "#9fb6d6", 0.5), 320)
    snow = "#f4f7fd" if not c.night else "#a9b7e0"
    firs(c, c.h * 0.7, 11, 160, 330, mix(c.p.leaf, "#2c4a55", 0.4))
    for part, tone in (
        (0.67, c.sink(snow, 0.08)),
        (0.74, snow),
        (0.86, "#ffffff" if not c.night else snow),
    ):
        c.path(
            smooth(
                [
                    (-20, c.h * (part + 0.03)),
                    (c.w * 0.3, c.h * part),
                    (c.w * 0.66, c.h * (part + 0.035)),
                    (c.w + 20, c.h * part),
                ]
            )
            + f"V{c.h + 10:.0f}H-20Z",
            c.linear(tone, mix(tone, "#b9cbe8", 0.5)),
        )
    with c.at(c.w * 0.56, c.h * 0.84, 1.24):
        cabin(c)
    for _ in range(90):
        big = c.chance.between(2, 6)
        c.oval(
            c.chance.unit() * c.w,
            c.chance.unit() * c.h,
            big,
            big,
            "#ffffff",
            opacity=c.chance.between(0.4, 0.95),
        )
    c.lamps = [(c.w * 0.56, c.h * 0.74, 520), (c.w * 0.24, c.h * 0.1, 900)]


def cabin(c: Canvas) -> None:
    """A log cabin with snow on its roof."""
    c.shade(0, 4, 300, 30)
    c.rect(80, -330, 46, 120, c.round(c.sink(c.p.wood, 0.3)))
    c.rect(74, -340, 58, 18, "#ffffff", rx=8)
    for k in range(5):
        c.oval(
            104 + 16 * k, -366 - 40 * k, 20 + 9 * k, 17 + 8 * k, "#ffffff", opacity=0.5 - 0.07 * k
        )
    c.rect(-170, -170, 340, 172, c.flat(c.p.wood))
    for k in range(6):
        c.rect(-176, -166 + 28 * k, 352, 5, c.sink(c.p.wood, 0.4), opacity=0.5)
    c.path("M -210 -160 L 0 -322 L 210 -160 Z", c.flat(c.sink(c.p.wood, 0.16)))
    c.path(
        "M -236 -150 Q -226 -180 -200 -186 L 0 -346 L 200 -186 Q 226 -180 236 -150 Q 200 -150 190 -158 L 0 -300 L -190 -158 Q -200 -150 -236 -150 Z",
        c.linear("#ffffff", "#dfe9f8"),
    )
    c.glow(-80, -90, 150, "#ffcf6b", 0.6)
    for x in (-124, 60):
        c.rect(x, -130, 74, 70, "#ffd37a", rx=3)
        c.rect(x + 34, -130, 6, 70, c.sink(c.p.wood, 0.3))
        c.rect(x, -98, 74, 6, c.sink(c.p.wood, 0.3))
    c.rect(-28, -120, 66, 122, c.round(c.p.a), rx=4)
    c.oval(24, -56, 5, 5, "#f4d37a")


SCENES = {
    "tent_stars": tent_stars,
    "ridges": ridges,
    "trail_shoes": trail_shoes,
    "camp_table": camp_table,
    "forest_path": forest_path,
    "terraces": terraces,
    "snow_cabin": snow_cabin,
}
