"""Plants, flowers and balconies."""

from hongmao.demo.pictures.canvas import Canvas, smooth, trace
from hongmao.demo.pictures.parts.greenery import bloom, bunch, leaf, petals
from hongmao.demo.pictures.parts.plants import PLANTS, plant
from hongmao.demo.pictures.parts.rooms import board, planks, table, towers, wall
from hongmao.demo.pictures.parts.skies import hills, sky
from hongmao.demo.pictures.parts.vessels import outline, turned, vase


def potted_plants(c: Canvas) -> None:
    """A family of potted plants."""
    c.zoom = (1.12, 0.5, 0.86)
    wall(c, c.chance.pick(("arch", "sun", "panel", "two")))
    y = planks(c, 0.78, c.p.wood)
    kinds = c.chance.shuffled(PLANTS)
    tones = c.chance.shuffled([c.p.a, c.p.b, c.p.c, c.p.cream, "#c9774e"])
    for k, (x, dy, size) in enumerate(
        ((0.3, -70, 1.12), (0.72, -50, 1.2), (0.5, 10, 0.84), (0.16, 60, 0.7), (0.84, 70, 0.62))
    ):
        with c.at(c.w * x, y + dy):
            plant(c, kinds[k], tones[k], size)
    with c.at(c.w * 0.42, y + 100, 0.9):
        watering_can(c, c.p.a if tones[2] != c.p.a else c.p.b)
    c.gobo = c.chance.pick(("panes", "leaves"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 680)]


def watering_can(c: Canvas, colour: str) -> None:
    """A small watering can, its spout to the right."""
    loop = smooth([(-84, -130), (-170, -130), (-160, -30), (-90, -20)])
    c.stroke(loop, c.sink(colour, 0.26), 18)
    spout = smooth([(80, -30), (140, -60), (200, -160)])
    c.stroke(spout, c.sink(colour, 0.16), 24)
    c.oval(206, -170, 34, 16, c.round(colour), transform="rotate(-28 206 -170)")
    turned(c, [(78, -140), (92, 0)], colour, sharp=True)
    c.rect(-70, -110, 10, 80, c.p.cream, rx=5, opacity=0.4)


def plant_shelf(c: Canvas) -> None:
    """Two shelves full of plants on a wall."""
    wall(c, c.chance.pick(("plain", "panel")))
    for row, part in enumerate((0.42, 0.86)):
        y = c.h * part
        board(c, c.w * 0.05, y, c.w * 0.9)
        kinds = c.chance.shuffled([kind for kind in PLANTS if kind != "split"])
        for k, x in enumerate((0.2, 0.5, 0.8)):
            with c.at(c.w * x, y + 4):
                tone = (c.p.a, c.p.cream, c.p.c, c.p.b)[(k + row) % 4]
                plant(c, kinds[k], tone, c.chance.between(0.64, 0.8) * (c.h / 1200) ** 0.5)
    c.gobo = c.chance.pick(("panes", "leaves", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.4, 700)]


def balcony(c: Canvas) -> None:
    """A balcony garden over the city, with a chair and a table."""
    c.zoom = (1.06, 0.5, 0.7)
    sky(c, c.w, c.h * 0.78, clouds=3, sun=(0.78, 0.2) if c.light != "noon" else None)
    with c.at(0, c.h * 0.16):
        towers(c, c.w, c.h * 0.46)
    y = c.h * 0.62
    for k in range(int(c.w / 46) + 1):
        c.rect(k * 46 + 10, c.h * 0.42, 8, c.h * 0.34, c.round(c.sink(c.p.c, 0.2)))
    c.rect(0, c.h * 0.41, c.w, 18, c.flat(c.sink(c.p.c, 0.1)), rx=6)
    for k in range(4):
        x = c.w * (0.12 + 0.25 * k)
        with c.at(x, c.h * 0.53, 1.0):
            hanging(c, k)
    c.ramp(0, c.h * 0.74, c.w, c.h * 0.26, c.lift(c.p.ground, 0.3), c.sink(c.p.ground, 0.06))
    for k in range(5):
        c.rect(0, c.h * (0.765 + 0.05 * k), c.w, 3, c.sink(c.p.ground, 0.24), opacity=0.5)
    with c.at(c.w * 0.16, c.h * 0.86, 1.0):
        plant(c, c.chance.pick(("olive", "rubber", "split")), "#c9774e", 1.14)
    with c.at(c.w * 0.9, c.h * 0.84):
        plant(c, c.chance.pick(("fern", "snake", "olive")), c.p.cream, 1.0)
    with c.at(c.w * 0.55, c.h * 0.92):
        bistro(c)
    c.lamps = [(c.w * 0.5, y, 640)]


def hanging(c: Canvas, turn: int) -> None:
    """A box of flowers hung on a railing."""
    tone = petals(c)[turn % 3]
    for _ in range(16):
        leaf(c, 70, 34, c.p.leaf, c.chance.between(-70, 70), c.chance.between(-84, 84), -66)
    for _ in range(10):
        with c.at(c.chance.between(-92, 92), c.chance.between(-140, -76)):
            bloom(c, 25, tone, "daisy" if turn % 2 else "rose")
    c.rect(-104, -74, 208, 84, c.linear(c.lift(c.p.wood, 0.3), c.sink(c.p.wood, 0.2)), rx=8)
    c.rect(-104, -40, 208, 4, c.sink(c.p.wood, 0.3), opacity=0.5)


def bistro(c: Canvas) -> None:
    """A folding table with a cup and a small vase, a chair behind it."""
    iron = c.sink(c.p.c, 0.3)
    c.shade(20, 0, 260, 34)
    with c.at(190, -10):
        c.stroke(
            "M -80 0 L 70 -210 M 80 0 L -60 -210 M -60 -210 L -90 -430 M 70 -210 L 40 -430",
            iron,
            12,
        )
        c.rect(-92, -226, 190, 24, c.flat(c.p.wood), rx=8)
        for k in range(3):
            c.rect(-92 + k * 5 - 4, -420 + 56 * k, 150, 32, c.flat(c.p.wood), rx=8)
    c.stroke("M -120 0 L 90 -280 M 90 0 L -120 -280", iron, 13)
    c.oval(-14, -280, 190, 40, c.sink(c.p.cream, 0.3))
    c.oval(-14, -290, 190, 40, c.linear(c.lift(c.p.cream, 0.5), c.p.cream, angle="across"))
    with c.at(-80, -282, 0.66):
        turned(c, [(60, -90), (40, 0)], c.p.a, stand=False)
    with c.at(60, -290, 0.6):
        mouth = vase(c, "belly", c.p.b, 0.8)
        bunch(c, mouth, petals(c), kind="daisy", stems=5, tall=170, spread=100, size=54)


def bouquet(c: Canvas) -> None:
    """A big bunch of flowers in a vase."""
    c.zoom = (1.14, 0.48, 0.84)
    wall(c, c.chance.pick(("plain", "arch", "niche", "sun", "two")))
    y = table(c, 0.78)
    with c.at(c.w * 0.48, y + 10, 1.3):
        colour = c.chance.pick((c.p.cream, c.p.c, c.p.b))
        mouth = vase(c, c.chance.pick(("belly", "jar", "tall", "cone")), colour, 1.0)
        kind = c.chance.pick(("rose", "tulip", "daisy"))
        for turn in (-58, -34, 36, 60, 8):
            leaf(c, 240, 74, c.p.leaf, turn, 0, mouth)
        bunch(c, mouth, petals(c), kind=kind, stems=11, tall=330, spread=210, size=60)
    for x, turn in ((0.2, 70), (0.76, -50), (0.66, 120)):
        with c.at(c.w * x, y + 110, rotate=turn):
            c.path(
                smooth([(-30, 0), (0, -18), (32, 0), (0, 16)], closed=True),
                c.ball(c.lift(c.p.a, 0.3)),
            )
    c.gobo = c.chance.pick(("panes", "blinds", "leaves"))
    c.lamps = [(c.w * 0.48, c.h * 0.45, 660)]


def seedlings(c: Canvas) -> None:
    """Seedlings in small pots, a trowel and labels: an afternoon of repotting."""
    wall(c, c.chance.pick(("two", "panel", "sun")))
    y = planks(c, 0.42, c.p.wood) - c.h * 0.08
    for row, (part, size) in enumerate(((-60, 1.1), (120, 1.35), (340, 1.6))):
        for k in range(4):
            with c.at(c.w * (0.14 + 0.25 * k + 0.03 * row), y + part, size):
                clay = c.chance.pick(("#c9774e", "#b8663f", "#d68d62"))
                turned(c, [(66, -96), (50, 0)], clay, sharp=True)
                data = outline([(74, -100), (72, -74)], sharp=True)
                c.path(data, c.round(clay))
                c.oval(0, -100, 70, 15, "#3b2a21")
                tall = c.chance.between(60, 150)
                c.stroke(
                    trace("M", 0, -100, "q", 6, -tall * 0.5, 0, -tall), c.lift(c.p.leaf, 0.2), 6
                )
                for j in range(1 + int(tall / 50)):
                    for side in (-1, 1):
                        leaf(
                            c,
                            54 + 8 * j,
                            34,
                            c.lift(c.p.leaf, 0.16),
                            side * 62,
                            0,
                            -100 - tall + j * 40,
                        )
    with c.at(c.w * 0.78, c.h * 0.95, rotate=-68):
        c.rect(-12, 0, 24, 150, c.round(c.p.a), rx=10)
        c.path("M -30 4 L -36 -110 Q 0 -190 36 -110 L 30 4 Z", c.round("#a9b0b8"))
    c.gobo = c.chance.pick(("panes", "leaves"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 660)]


def meadow(c: Canvas) -> None:
    """A meadow of flowers under a wide sky."""
    sky(
        c,
        c.w,
        c.h * 0.7,
        clouds=3,
        sun=(c.chance.between(0.2, 0.8), 0.24) if c.light != "noon" else None,
    )
    hills(c, c.w, c.h, c.h * 0.5, 3)
    y = c.h * 0.62
    c.ramp(0, y, c.w, c.h - y, c.lift(c.p.leaf, 0.36), c.sink(c.p.leaf, 0.2))
    tones = [*petals(c), c.p.a, c.p.b]
    for k in range(150):
        part = (k / 150) ** 1.5
        x, at, size = c.chance.unit() * c.w, y + 10 + (c.h - y + 70) * part, 9 + 62 * part
        with c.at(x, at):
            c.stroke(
                trace("M", 0, 0, "q", 6, size, -2, size * 2.2), c.sink(c.p.leaf, 0.1), 2 + 4 * part
            )
            if part > 0.4:
                leaf(c, size * 1.3, size * 0.4, c.p.leaf, 40 * c.chance.sign(), 0, size * 1.8)
            if part > 0.24:
                bloom(
                    c, size * 0.62, c.chance.pick(tones), c.chance.pick(("daisy", "tulip", "daisy"))
                )
            else:
                c.oval(0, 0, size * 0.5, size * 0.4, c.chance.pick(tones))


SCENES = {
    "potted_plants": potted_plants,
    "plant_shelf": plant_shelf,
    "balcony": balcony,
    "bouquet": bouquet,
    "seedlings": seedlings,
    "meadow": meadow,
}
