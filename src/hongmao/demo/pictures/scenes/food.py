"""Meals, sweets and fruit."""

from hongmao.demo.pictures.canvas import Canvas, trace
from hongmao.demo.pictures.parts.food import (
    baguette,
    berry,
    croissant,
    fruit,
    grapes,
    loaf,
    slice_of,
)  # fmt: skip
from hongmao.demo.pictures.parts.greenery import leaf
from hongmao.demo.pictures.parts.rooms import cloth, planks, table, wall
from hongmao.demo.pictures.parts.vessels import cup, outline, vase


def fruit_plate(c: Canvas) -> None:
    """Fruit heaped in a footed bowl."""
    c.zoom = (1.22, 0.5, 0.85)
    wall(c, c.chance.pick(("arch", "sun", "plain", "niche")))
    y = table(c, 0.7)
    with c.at(c.w * 0.5, y + 30, 1.2):
        kinds = c.chance.shuffled(
            ["orange", "apple", "pear", "peach", "lemon", "plum", "orange", "peach"]
        )
        for kind, (x, up, big) in zip(
            kinds,
            (
                (-150, 250, 66),
                (140, 256, 70),
                (-20, 320, 74),
                (70, 330, 62),
                (-92, 300, 64),
                (20, 262, 76),
            ),
            strict=False,
        ):
            with c.at(x, -up):
                fruit(c, kind, big)
        with c.at(-180, -226):
            grapes(c, 22, c.chance.pick(("#6a3a78", "#9fbf5a")))
        c.stand(120, 120)
        c.path(outline([(34, -80), (28, -40), (96, -8), (100, 0)]), c.round(c.p.cream))
        c.path(outline([(230, -206), (214, -160), (130, -96), (34, -74)]), c.round(c.p.cream))
        c.path(outline([(236, -220), (236, -200)], sharp=True), c.round(c.lift(c.p.cream, 0.3)))
    with c.at(c.w * 0.84, y + 96):
        c.shade(16, 56, 96, 22)
        fruit(c, c.chance.pick(("lemon", "orange", "peach")), 64)
    with c.at(c.w * 0.2, y + 130):
        c.shade(10, 44, 80, 18)
        slice_of(c, 56, c.chance.pick(("#f2a33a", "#f3cf45")))
    c.gobo = c.chance.pick(("panes", "leaves", "leaves"))
    c.lamps = [(c.w * 0.5, c.h * 0.45, 640)]


def breads(c: Canvas) -> None:
    """Bread fresh from the oven on a board."""
    c.zoom = (1.05, 0.5, 0.85)
    wall(c, c.chance.pick(("two", "plain", "panel")))
    y = planks(c, 0.56, c.p.wood)
    with c.at(c.w * 0.27, y - 90):
        mouth = vase(c, "jar", c.p.cream, 0.95)
        c.path(outline([(54, mouth - 16), (54, mouth + 10)], sharp=True), c.round("#f7e7c6"))
        for turn in (-16, 4, 20):
            with c.at(0, mouth, rotate=turn):
                wheat(c, 250)
    with c.at(c.w * 0.67, y - 60, 1.1):
        loaf(c, 200, 180)
    cloth(c, c.w * 0.02, y + 60, c.w * 0.5, 210, c.p.a, "stripe")
    c.shade(c.w * 0.5, y + 220, 430, 40)
    c.rect(
        c.w * 0.12,
        y + 90,
        c.w * 0.8,
        190,
        c.linear(c.lift(c.p.cream, 0.3), c.sink(c.p.cream, 0.16)),
        rx=60,
    )
    with c.at(c.w * 0.2, y + 130, rotate=-5):
        baguette(c, 560)
    with c.at(c.w * 0.34, y + 200, rotate=8):
        croissant(c, 1.1)
    with c.at(c.w * 0.68, y + 210, rotate=-14):
        croissant(c, 1.1)
    c.gobo = c.chance.pick(("panes", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.4, 640)]


def wheat(c: Canvas, tall: float) -> None:
    """An ear of wheat."""
    c.stroke(trace("M", 0, 0, "L", 0, -tall), "#c89a48", 4)
    for k in range(8):
        for side in (-1, 1):
            leaf(c, 42, 22, "#dfb25a", side * 26, 0, -tall + k * 18)


def cake(c: Canvas) -> None:
    """A cake with berries on a stand, a slice gone."""
    c.zoom = (1.12, 0.5, 0.8)
    wall(c, c.chance.pick(("arch", "sun", "panel")))
    y = table(c, 0.72)
    with c.at(c.w * 0.5, y + 20, 1.25):
        c.stand(130, 100)
        c.path(outline([(30, -110), (26, -60), (110, -10), (116, 0)]), c.round(c.p.cream))
        c.oval(0, -116, 260, 50, c.round(c.sink(c.p.cream, 0.14)))
        c.oval(0, -124, 260, 48, c.round(c.lift(c.p.cream, 0.4)))
        sponge, cream = c.chance.pick(("#f0c987", "#7b4630", "#b7c77a")), c.lift(c.p.a, 0.62)
        for k in range(3):
            top = -196 - 62 * k
            c.path(outline([(196, top), (196, top + 62)], sharp=True, dip=0.2), c.round(sponge))
            c.path(outline([(200, top - 4), (200, top + 18)], sharp=True, dip=0.2), c.round(cream))
        c.oval(0, -324, 200, 42, c.linear(c.lift(cream, 0.5), cream, angle="across"))
        drips = "".join(
            trace("Q", x + 11, -300 + c.chance.between(8, 66), x + 22, -302)
            for x in range(-200, 199, 22)
        )
        c.path(
            trace("M", -200, -324) + "L -200 -302" + drips + trace("L", 200, -324, "Z"),
            c.round(c.p.a),
        )
        c.oval(0, -324, 200, 42, c.linear(c.lift(c.p.a, 0.36), c.p.a, angle="across"))
        for x, dy, big in (
            (-120, 4, 36),
            (120, 2, 36),
            (-60, -14, 40),
            (62, -12, 40),
            (0, -26, 44),
            (-26, 14, 38),
            (40, 16, 36),
        ):
            with c.at(x, -344 + dy, rotate=180 + x * 0.16):
                berry(c, big)
    with c.at(c.w * 0.85, y + 90, 0.9):
        cup(c, c.p.c, "#8a4b2e")
    c.gobo = c.chance.pick(("leaves", "panes"))
    c.lamps = [(c.w * 0.5, c.h * 0.4, 620)]


SCENES = {
    "fruit_plate": fruit_plate,
    "breads": breads,
    "cake": cake,
}
