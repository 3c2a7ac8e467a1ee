"""Camps and cabins."""

from hongmao.demo.pictures.canvas import Canvas, polygon, smooth, trace
from hongmao.demo.pictures.colour import mix
from hongmao.demo.pictures.parts.skies import firs, grass, mountains, peaks, sky
from hongmao.demo.pictures.parts.vessels import cup, outline, steam


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
    c.path("M -58 -178 L 58 -178 L 88 -310 L -78 -310 L -112 -296 Z", c.round(steel))
    c.rect(-64, -182, 128, 18, c.round(c.sink(steel, 0.3)), rx=6)
    c.stroke("M 80 -296 L 150 -290 L 140 -190", c.p.ink, 20)
    c.path("M -80 -312 L 88 -312 L 12 -344 L -10 -344 Z", c.round(steel))
    c.oval(0, -352, 13, 13, c.ball(c.p.ink))
    steam(c, -330, 150, 2)


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
        (
            "M -236 -150 Q -226 -180 -200 -186 L 0 -346 L 200 -186 Q 226 -180 236 "
            "-150 Q 200 -150 190 -158 L 0 -300 L -190 -158 Q -200 -150 -236 -150 Z"
        ),
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
    "camp_table": camp_table,
    "snow_cabin": snow_cabin,
}
