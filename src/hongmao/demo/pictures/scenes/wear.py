"""Clothes, shoes and bags."""

from hongmao.demo.pictures.canvas import Canvas, curve, smooth, trace
from hongmao.demo.pictures.parts.greenery import bunch, petals
from hongmao.demo.pictures.parts.plants import PLANTS, plant
from hongmao.demo.pictures.parts.rooms import table, wall
from hongmao.demo.pictures.parts.shoes import shoe
from hongmao.demo.pictures.parts.vessels import vase
from hongmao.demo.pictures.scenes.beauty import plinth


def sneakers(c: Canvas) -> None:
    """A pair of sneakers, one on a plinth."""
    c.zoom = (1.06, 0.5, 0.7)
    wall(c, c.chance.pick(("sun", "arch", "two", "plain")))
    y = table(c, 0.7, c.lift(c.p.ground, 0.1))
    colour, trim = c.chance.pick(
        ((c.p.cream, c.p.a), (c.p.a, c.p.b), (c.p.b, c.p.c), (c.p.c, c.p.a))
    )
    c.rect(
        c.w * 0.5 - 250, y - 100, 500, 90, c.linear(c.lift(c.p.b, 0.3), c.sink(c.p.b, 0.1)), rx=8
    )
    c.rect(c.w * 0.5 - 262, y - 112, 524, 36, c.flat(c.lift(c.p.b, 0.1)), rx=6)
    with c.at(c.w * 0.52, y - 112, 1.12):
        shoe(c, colour, trim)
    with c.at(c.w * 0.44, y + 90, 1.3):
        shoe(c, colour, trim)
    if c.chance.unit() < 0.6:
        with c.at(c.w * 0.88, y + 10, 0.8):
            plant(c, c.chance.pick(PLANTS), c.p.cream)
    c.gobo = c.chance.pick(("panes", "blinds", "leaves"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 680)]


def handbag(c: Canvas) -> None:
    """A handbag with a scarf, on a plinth."""
    c.zoom = (1.12, 0.5, 0.72)
    wall(c, c.chance.pick(("arch", "niche", "sun", "plain")))
    y = table(c, 0.74, c.lift(c.p.ground, 0.1))
    plinth(c, c.w * 0.5, y + 40, 330, 110, c.lift(c.p.b, 0.34))
    with c.at(c.w * 0.5, y - 66, 1.24):
        bag(c, c.chance.pick((c.p.a, c.p.c, c.p.wood)))
    with c.at(c.w * 0.84, y + 90):
        mouth = vase(c, c.chance.pick(("bottle", "tall")), c.p.cream, 0.9)
        bunch(c, mouth, petals(c), stems=3, tall=200, spread=70, size=50)
    c.gobo = c.chance.pick(("panes", "leaves", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 680)]


def bag(c: Canvas, colour: str) -> None:
    """A structured handbag, a scarf tied to its handle."""
    c.stand(190, 90)
    handle = curve("-110 -250, -96 -372, 0 -420, 96 -372, 110 -250")
    c.stroke(handle, c.sink(colour, 0.36), 24)
    c.stroke(handle, c.lift(colour, 0.06), 13)
    body = "M -168 -262 Q 0 -276 168 -262 L 206 -26 Q 206 0 180 0 L -180 0 Q -206 0 -206 -26 Z"
    c.path(body, c.round(colour, 0.8))
    c.path(
        "M -174 -264 Q 0 -280 174 -264 L 188 -150 Q 120 -96 0 -92 Q -120 -96 -188 -150 Z",
        c.linear(c.lift(colour, 0.2), c.sink(colour, 0.12)),
    )
    c.path(
        "M -180 -152 Q -120 -102 0 -99 Q 120 -102 180 -152",
        stroke=c.lift(colour, 0.5),
        stroke_width=3,
        stroke_dasharray="9 8",
        opacity=0.8,
    )
    c.rect(-30, -126, 60, 54, c.flat("#e3bb62"), rx=10)
    c.oval(0, -100, 12, 12, c.sink("#e3bb62", 0.4))
    for x in (-110, 110):
        c.oval(x, -250, 17, 17, c.ball("#e3bb62"))
    tone = c.p.b
    c.path(
        curve("-100 -290, -150 -220, -190 -120, -140 -96, -112 -180", closed=True),
        c.flat(tone),
    )
    c.path(
        curve("-96 -290, -90 -210, -60 -110, -106 -120, -118 -220", closed=True),
        c.flat(c.lift(tone, 0.3)),
    )
    for k in range(4):
        c.oval(-140 + 12 * k, -210 + 26 * k, 8, 8, c.p.cream)
    c.oval(-102, -296, 26, 22, c.ball(tone))


def knitwear(c: Canvas) -> None:
    """A pile of folded jumpers on a stool."""
    c.zoom = (1.16, 0.5, 0.72)
    wall(c, c.chance.pick(("two", "plain", "panel", "sun")))
    y = c.h * 0.8
    c.ramp(0, y, c.w, c.h - y, c.lift(c.p.wood, 0.4), c.p.wood)
    with c.at(c.w * 0.86, y + 70, 1.0):
        plant(c, c.chance.pick(("olive", "snake", "fern")), c.p.c)
    x = c.w * 0.46
    c.shade(x, y + 130, 300, 40)
    for side in (-1, 1):
        c.stroke(
            trace("M", x + side * 170, y - 160, "L", x + side * 210, y + 120),
            c.sink(c.p.wood, 0.2),
            26,
        )
    c.rect(x - 180, y - 20, 360, 18, c.sink(c.p.wood, 0.3))
    c.rect(x - 250, y - 200, 500, 50, c.linear(c.lift(c.p.wood, 0.4), c.p.wood), rx=14)
    top = y - 200
    for k, tone in enumerate(
        c.chance.shuffled([c.p.a, c.p.cream, c.p.b, c.p.c, c.lift(c.p.a, 0.4)])[:4]
    ):
        with c.at(x + c.chance.between(-12, 12), top):
            fold(c, tone, 400 - 16 * k, k)
        top -= 88
    with c.at(x - 20, top + 4):
        c.oval(10, -6, 120, 22, c.p.ink, opacity=0.2)
        for k in range(2):
            c.oval(-60 + 120 * k, -58, 66, 62, c.ball((c.p.a, c.p.c)[k]))
            for j in range(6):
                c.stroke(
                    smooth(
                        [
                            (-116 + 120 * k, -70 + j * 10),
                            (-60 + 120 * k, -96 + j * 16),
                            (-2 + 120 * k, -62 + j * 7),
                        ]
                    ),
                    c.lift((c.p.a, c.p.c)[k], 0.35),
                    4,
                    opacity=0.8,
                )
        c.stroke("M -120 -120 L 60 10 M 110 -130 L -50 6", c.p.wood, 8)
    c.gobo = c.chance.pick(("panes", "leaves", "blinds"))
    c.lamps = [(x, c.h * 0.5, 660)]


def fold(c: Canvas, colour: str, wide: float, kind: int) -> None:
    """A folded jumper with its knit: ribs, cables, stripes or dots."""
    data = (
        f"M {-wide / 2 + 34} -92 L {wide / 2 - 10} -92 Q {wide / 2 + 6} -46 "
        f"{wide / 2 - 10} 0 L {-wide / 2 + 34} 0 Q {-wide / 2 - 20} -46 "
        f"{-wide / 2 + 34} -92 Z"
    )
    c.path(data, c.linear(c.lift(colour, 0.35), colour, c.sink(colour, 0.3)))
    with c.inside(data):
        if kind % 3 == 0:
            for k in range(int(wide / 16)):
                c.rect(-wide / 2 + k * 16, -92, 5, 92, c.sink(colour, 0.2), opacity=0.4)
        elif kind % 3 == 1:
            for k in range(int(wide / 60)):
                at = -wide / 2 + 40 + k * 60
                c.stroke(
                    smooth([(at, -92), (at + 20, -70), (at, -46), (at + 20, -22), (at, 0)]),
                    c.lift(colour, 0.4),
                    8,
                    opacity=0.8,
                )
                c.stroke(
                    smooth([(at + 20, -92), (at, -70), (at + 20, -46), (at, -22), (at + 20, 0)]),
                    c.sink(colour, 0.16),
                    8,
                    opacity=0.6,
                )
        else:
            for k in range(3):
                c.rect(-wide / 2, -80 + 28 * k, wide, 11, c.p.cream, opacity=0.85)
        c.rect(-wide / 2, -50, wide, 6, c.sink(colour, 0.35), opacity=0.45)


def dress_rail(c: Canvas) -> None:
    """Clothes on a rail, shoes below."""
    c.zoom = (1.04, 0.5, 0.6)
    wall(c, c.chance.pick(("two", "panel", "arch")))
    y = c.h * 0.84
    c.ramp(0, y, c.w, c.h - y, c.lift(c.p.wood, 0.4), c.p.wood)
    steel = c.sink(c.p.wood, 0.2)
    for x in (0.1, 0.9):
        c.rect(c.w * x - 8, c.h * 0.14, 16, y - c.h * 0.1, c.round(steel), rx=6)
        c.stroke(trace("M", c.w * x - 70, y + 34, "L", c.w * x + 70, y + 34), steel, 16)
    c.rect(c.w * 0.1 - 20, c.h * 0.14, c.w * 0.8 + 40, 16, c.flat(c.lift(steel, 0.2)), rx=8)
    tones = c.chance.shuffled(
        [c.p.a, c.p.cream, c.p.b, c.p.c, c.lift(c.p.c, 0.4), c.lift(c.p.a, 0.4)]
    )
    for k in range(5):
        with c.at(c.w * (0.2 + 0.15 * k), c.h * 0.15, c.h / 1200):
            garment(c, tones[k], k)
    with c.at(c.w * 0.4, y + 80, 0.62):
        shoe(c, c.p.cream, c.p.a)
    with c.at(c.w * 0.74, y + 66, 0.52):
        bag(c, c.p.c)
    c.gobo = c.chance.pick(("panes", "leaves", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.4, 700)]


def garment(c: Canvas, colour: str, kind: int) -> None:
    """A dress, shirt, skirt or coat on its hanger."""
    c.stroke("M 0 0 Q 0 -20 14 -12 M 0 0 L 0 22 L -74 62 M 0 22 L 74 62", c.sink(c.p.wood, 0.3), 7)
    long = (620, 400, 560, 680, 440)[kind % 5]
    flare = (150, 96, 140, 100, 110)[kind % 5]
    data = (
        "M -30 40 Q 0 66 30 40 L 82 64 L 112 190 L 80 200 L 74 160 Q 70 240 "
        f"{flare} {long} Q 0 {long + 26} {-flare} {long} Q -70 240 -74 160 L -80 "
        "200 L -112 190 L -82 64 Z"
    )
    c.path(
        data,
        c.linear(
            c.sink(colour, 0.08), c.lift(colour, 0.26), colour, c.sink(colour, 0.3), angle="across"
        ),
    )
    with c.inside(data):
        for k in range(5):
            x = -flare * 0.7 + k * flare * 0.36
            c.stroke(
                trace("M", x * 0.5, 250, "Q", x * 0.7, long * 0.7, x, long + 20),
                c.sink(colour, 0.24),
                8,
                opacity=0.35,
            )
        if kind % 3 == 0:
            for _ in range(50):
                c.oval(
                    c.chance.between(-flare, flare),
                    c.chance.between(60, long),
                    8,
                    8,
                    c.lift(colour, 0.7),
                    opacity=0.85,
                )
        elif kind % 3 == 1:
            for k in range(22):
                c.rect(-160, 70 + 32 * k, 320, 9, c.p.cream, opacity=0.7)
    if kind % 5 == 3:
        c.stroke(trace("M", 0, 60, "L", 0, long), c.sink(colour, 0.4), 4)
        for k in range(4):
            c.oval(14, 130 + 90 * k, 8, 8, c.p.cream)


SCENES = {
    "sneakers": sneakers,
    "handbag": handbag,
    "knitwear": knitwear,
    "dress_rail": dress_rail,
}
