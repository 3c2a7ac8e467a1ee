"""Cats and dogs at home and out."""

from hongmao.demo.pictures.canvas import Canvas, curve, smooth, trace
from hongmao.demo.pictures.parts.animals import (
    CATS,
    DOGS,
    cat_behind,
    cat_loaf,
    cat_sitting,
    dog_sitting,
)
from hongmao.demo.pictures.parts.greenery import bloom
from hongmao.demo.pictures.parts.plants import PLANTS, plant
from hongmao.demo.pictures.parts.rooms import cloth, curtain, frame, table, wall, window
from hongmao.demo.pictures.parts.skies import grass, hills, sky, tree


def sofa(c: Canvas, x: float, y: float, wide: float, colour: str) -> None:
    """A sofa with cushions whose seat is at height `y`."""
    c.shade(x, y + 300, wide * 0.62, 46)
    for side in (-1, 1):
        c.rect(x + side * wide * 0.38 - 12, y + 220, 24, 84, c.round(c.p.wood), rx=6)
    c.rect(
        x - wide / 2,
        y - 270,
        wide,
        400,
        c.linear(c.lift(colour, 0.2), colour, c.sink(colour, 0.2)),
        rx=70,
    )
    c.rect(x - 4, y - 250, 8, 240, c.sink(colour, 0.3), rx=4, opacity=0.5)
    for side in (-1, 1):
        left = x + (0 if side > 0 else -wide / 2 + 30)
        c.rect(
            left + 6,
            y - 6,
            wide / 2 - 40,
            130,
            c.linear(c.lift(colour, 0.34), c.sink(colour, 0.1)),
            rx=34,
        )
    c.rect(
        x - wide / 2 + 10, y + 100, wide - 20, 150, c.linear(colour, c.sink(colour, 0.34)), rx=36
    )
    for side in (-1, 1):
        c.rect(
            x + side * wide * 0.5 - 62,
            y - 90,
            124,
            340,
            c.linear(c.lift(colour, 0.3), c.sink(colour, 0.28), angle="across"),
            rx=58,
        )


def cushion(c: Canvas, x: float, y: float, size: float, colour: str, rotate: float) -> None:
    """A cushion standing on a corner."""
    with c.at(x, y, rotate=rotate):
        data = curve("-1 -1, 0 -0.84, 1 -1, 0.86 0, 1 1, 0 0.86, -1 1, -0.86 0", size, closed=True)
        c.path(data, c.ball(colour, 0.7))
        with c.inside(data):
            for k in range(-2, 3):
                c.rect(-size, k * size * 0.4 - 4, size * 2, 8, c.lift(colour, 0.55), opacity=0.7)


def cat_sofa(c: Canvas) -> None:
    """A cat asleep on a sofa."""
    c.zoom = (1.12, 0.46, 0.66)
    wall(c, c.chance.pick(("panel", "plain", "two")))
    frame(c, c.w * 0.28, c.h * 0.08, 250, 320)
    c.ramp(0, c.h * 0.84, c.w, c.h * 0.16, c.lift(c.p.wood, 0.3), c.sink(c.p.wood, 0.1))
    c.oval(c.w * 0.5, c.h * 0.95, c.w * 0.6, 90, c.lift(c.p.b, 0.3))
    with c.at(c.w * 0.92, c.h * 0.88):
        plant(c, c.chance.pick(("split", "fern", "rubber")), c.p.cream, 1.3)
    y = c.h * 0.62
    sofa(c, c.w * 0.46, y, 800, c.chance.pick((c.p.c, c.p.a, c.p.b)))
    cushion(c, c.w * 0.2, y - 100, 92, c.p.cream, 10)
    cushion(c, c.w * 0.7, y - 110, 96, c.lift(c.p.a, 0.4), -12)
    with c.at(c.w * 0.47, y + 26, 1.1, flip=c.chance.unit() < 0.4):
        cat_loaf(c, c.chance.pick(CATS))
    c.gobo = c.chance.pick(("panes", "blinds", "leaves"))
    c.lamps = [(c.w * 0.6, c.h * 0.4, 640)]


def cat_window(c: Canvas) -> None:
    """A cat on a window sill looking out."""
    c.zoom = (1.06, 0.5, 0.7)
    wall(c, "plain")
    window(
        c,
        c.w * 0.5 - 330,
        c.h * 0.07,
        660,
        c.h * 0.62,
        panes=(2, 1),
        view=c.chance.pick(("hills", "city", "garden")),
    )
    curtain(c, 0, 200, c.h * 1.02, c.lift(c.p.b, 0.5))
    curtain(c, c.w, 200, c.h * 1.02, c.lift(c.p.b, 0.5), flip=True)
    y = c.h * 0.735
    c.ramp(0, y, c.w, 60, c.lift(c.p.wood, 0.5), c.p.wood)
    c.ramp(0, y + 60, c.w, c.h, c.sink(c.p.wood, 0.3), c.sink(c.p.wall, 0.2), c.p.wall)
    with c.at(c.w * 0.75, y + 22, 0.8):
        plant(c, c.chance.pick(PLANTS), c.p.a)
    with c.at(c.w * 0.42, y + 26, 1.16):
        cat_behind(c, c.chance.pick(CATS))
    c.gobo = ""
    c.lamps = [(c.w * 0.5, c.h * 0.5, 600)]


def cat_portrait(c: Canvas) -> None:
    """A cat sitting for its portrait among plants."""
    c.zoom = (1.16, 0.45, 0.8)
    wall(c, c.chance.pick(("arch", "sun", "niche")))
    y = table(c, 0.76, c.p.ground)
    with c.at(c.w * 0.82, y - 20, 0.94):
        plant(c, c.chance.pick(("fern", "split", "olive", "rubber")), c.p.a)
    cloth(c, c.w * 0.12, y - 40, c.w * 0.56, 110, c.p.c, "plain")
    with c.at(c.w * 0.42, y + 20, 1.36):
        cat_sitting(c, c.chance.pick(CATS))
    with c.at(c.w * 0.72, y + 74):
        c.shade(10, 40, 70, 18)
        c.oval(0, 0, 46, 46, c.ball(c.p.a))
        for k in range(4):
            c.stroke(
                trace("M", -40, -18 + k * 13, "Q", 0, -34 + k * 22, 42, -14 + k * 10),
                c.lift(c.p.a, 0.4),
                4,
            )
        c.stroke(smooth([(40, 20), (90, 42), (130, 26), (170, 46)]), c.p.a, 5)
    c.gobo = c.chance.pick(("panes", "leaves"))
    c.lamps = [(c.w * 0.45, c.h * 0.5, 620)]


def lawn(c: Canvas, tone: str) -> None:
    """A lawn with a path that winds away."""
    c.path(
        smooth(
            [
                (-20, c.h * 0.66),
                (c.w * 0.3, c.h * 0.62),
                (c.w * 0.7, c.h * 0.66),
                (c.w + 20, c.h * 0.62),
            ]
        )
        + f"V{c.h}H-20Z",
        c.linear(c.lift(tone, 0.34), tone, c.sink(tone, 0.2)),
    )
    c.path(
        smooth(
            [
                (c.w * 0.62, c.h * 0.64),
                (c.w * 0.5, c.h * 0.72),
                (c.w * 0.8, c.h * 0.82),
                (c.w * 0.6, c.h + 20),
            ]
        )
        + f"L{c.w * 0.96:.0f} {c.h + 20:.0f}"
        + smooth(
            [
                (c.w * 0.96, c.h + 20),
                (c.w * 1.02, c.h * 0.82),
                (c.w * 0.6, c.h * 0.72),
                (c.w * 0.66, c.h * 0.64),
            ]
        )[1:]
        + "Z",
        c.lift(c.p.ground, 0.4),
        opacity=0.9,
    )


def dog_park(c: Canvas) -> None:
    """A dog on the grass of a park."""
    c.zoom = (1.14, 0.44, 0.82)
    sky(c, c.w, c.h * 0.66, clouds=3)
    hills(c, c.w, c.h, c.h * 0.44, 3)
    for x, part, tall in ((0.86, 0.62, 470), (0.1, 0.6, 400), (0.3, 0.54, 220)):
        with c.at(c.w * x, c.h * part):
            tree(c, tall, c.lift(c.p.leaf, c.chance.between(0, 0.2)))
    tone = c.p.leaf
    lawn(c, tone)
    grass(c, c.h * 0.7, c.h * 0.3, 40, tone, 44)
    with c.at(c.w * 0.4, c.h * 0.88, 1.3):
        dog_sitting(c, c.chance.pick(DOGS), floppy=c.chance.unit() < 0.4)
    for _ in range(14):
        with c.at(c.chance.unit() * c.w, c.h * c.chance.between(0.84, 0.99)):
            c.stroke("M 0 0 L 0 40", c.sink(tone, 0.2), 5)
            bloom(c, 20, c.chance.pick((c.p.cream, c.p.a, c.lift(c.p.b, 0.3))), "daisy")
    c.lamps = [(c.w * 0.4, c.h * 0.6, 600)]


def pet_bed(c: Canvas) -> None:
    """A cat curled up in its basket by a window, from above a little."""
    c.zoom = (1.14, 0.5, 0.8)
    wall(c, c.chance.pick(("two", "panel")))
    window(c, c.w * 0.12, c.h * 0.05, 420, c.h * 0.38, view="garden")
    c.ramp(0, c.h * 0.62, c.w, c.h * 0.38, c.lift(c.p.wood, 0.36), c.p.wood)
    for k in range(4):
        c.rect(0, c.h * (0.66 + 0.09 * k), c.w, 3 + k, c.sink(c.p.wood, 0.25), opacity=0.4)
    c.oval(c.w * 0.5, c.h * 0.86, c.w * 0.5, 130, c.lift(c.p.b, 0.3))
    c.oval(
        c.w * 0.5,
        c.h * 0.86,
        c.w * 0.46,
        116,
        "none",
        stroke=c.p.cream,
        stroke_width=6,
        stroke_dasharray="18 16",
    )
    with c.at(c.w * 0.84, c.h * 0.68, 0.95):
        plant(c, c.chance.pick(PLANTS), c.p.c)
    with c.at(c.w * 0.48, c.h * 0.85, 1.16):
        c.stand(280, 70)
        c.oval(0, -100, 300, 84, c.sink(c.p.wood, 0.45))
        with c.at(0, -62):
            cat_loaf(c, c.chance.pick(CATS))
        data = "M -304 -104 Q -290 10 -180 16 L 180 16 Q 290 10 304 -104 Q 0 10 -304 -104 Z"
        c.path(data, c.round("#c89a5c"))
        with c.inside(data):
            for k in range(5):
                c.stroke(
                    trace("M", -310, -78 + k * 24, "Q", 0, 26 + k * 22, 310, -78 + k * 24),
                    "#9c6f3a",
                    5,
                    opacity=0.7,
                )
    c.gobo = c.chance.pick(("panes", "leaves"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 640)]


SCENES = {
    "cat_sofa": cat_sofa,
    "cat_window": cat_window,
    "cat_portrait": cat_portrait,
    "dog_park": dog_park,
    "pet_bed": pet_bed,
}
