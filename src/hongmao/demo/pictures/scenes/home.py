"""Rooms and the things people keep in them."""

from hongmao.demo.pictures.canvas import Canvas, polygon, smooth
from hongmao.demo.pictures.parts.greenery import bunch, leaf, petals, sprig
from hongmao.demo.pictures.parts.plants import PLANTS, plant
from hongmao.demo.pictures.parts.rooms import (
    board,
    book,
    books_lying,
    planks,
    table,
    wall,
    window,
)
from hongmao.demo.pictures.parts.vessels import VASES, cup, outline, vase


def lamp(c: Canvas, colour: str, size: float = 1.0) -> None:
    """A desk lamp with an arm, its head to the left; shines at night."""
    with c.at(scale=size):
        c.stand(90, 150)
        c.path(outline([(86, -26), (94, -10), (94, 0)]), c.round(colour))
        for data in ("M 0 -20 L 96 -250", "M 96 -250 L -60 -440"):
            c.stroke(data, c.sink(colour, 0.3), 16)
            c.stroke(data, c.lift(colour, 0.3), 6)
        c.oval(96, -250, 20, 20, c.ball("#d7ab62"))
        with c.at(-60, -440, rotate=28):
            if c.night:
                c.path(
                    "M -120 96 L -260 520 L 260 520 L 120 96 Z",
                    c.linear((0, "#ffe2a0", 0.6), (1, "#ffe2a0", 0)),
                )
            c.oval(0, 92, 120, 26, "#fff1c4" if c.night else c.lift(colour, 0.5))
            c.path(
                "M -34 -30 Q -110 10 -122 92 Q 0 128 122 92 Q 110 10 34 -30 Q 0 -44 -34 -30 Z",
                c.round(colour),
            )


def desk_lamp(c: Canvas) -> None:
    """A desk with a lamp, a laptop, books and a plant."""
    c.zoom = (1.1, 0.5, 0.76)
    wall(c, c.chance.pick(("two", "plain", "panel")))
    if c.chance.unit() < 0.5:
        window(c, c.w * 0.1, c.h * 0.06, 380, c.h * 0.36, view=c.chance.pick(("city", "hills")))
    else:
        board(c, c.w * 0.06, c.h * 0.3, 440)
        for k in range(6):
            book(
                c,
                c.w * 0.1 + k * 46,
                c.h * 0.3,
                c.chance.between(30, 44),
                c.chance.between(130, 190),
                (c.p.a, c.p.b, c.p.c, c.p.cream)[k % 4],
            )
        with c.at(c.w * 0.46, c.h * 0.3 + 2, 0.6):
            plant(c, "trail", c.p.c)
    y = planks(c, 0.7, c.p.wood)
    with c.at(c.w * 0.4, y + 40):
        laptop(c)
    with c.at(c.w * 0.78, y - 6, 1.12):
        lamp(c, c.chance.pick((c.p.a, c.p.c, c.p.b)))
    with c.at(c.w * 0.1, y - 20, 0.66):
        plant(c, c.chance.pick(("snake", "cactus", "rubber", "fern")), c.p.a)
    with c.at(c.w * 0.14, y + 120, 0.72):
        cup(c, c.p.c, saucer=False, handle=-1)
    with c.at(c.w * 0.74, y + 120):
        books_lying(c, [c.p.b, c.p.cream], 230)
    c.gobo = "" if c.night else c.chance.pick(("blinds", "panes"))
    c.lamps = [(c.w * 0.62, c.h * 0.62, 600)]


def laptop(c: Canvas) -> None:
    """An open laptop with a picture on its screen."""
    c.shade(20, 20, 330, 40)
    c.rect(-230, -330, 460, 306, c.flat("#3a3d47"), rx=18)
    with c.inside("M-214 -314h428v266h-428z"):
        c.rect(-214, -314, 428, 270, c.linear(c.p.sky[0], c.p.sky[1], c.p.sky[2]))
        c.oval(90, -190, 46, 46, c.p.cream)
        for k, tone in enumerate((c.lift(c.p.c, 0.3), c.p.c, c.sink(c.p.c, 0.3))):
            top = -150 + 34 * k
            c.path(
                smooth([(-214, top), (-90, top - 50 + 20 * k), (40, top + 10), (214, top - 40)])
                + "V0H-214Z",
                tone,
            )
    c.path(
        polygon([(-236, -26), (236, -26), (286, 26), (-286, 26)]), c.linear("#d9dbe0", "#b4b8c1")
    )
    c.path(polygon([(-206, -16), (206, -16), (224, 4), (-224, 4)]), "#5b5f6b")
    c.rect(-286, 24, 572, 12, "#8d919c", rx=6)


def vases(c: Canvas) -> None:
    """Three vases of clay, one with flowers."""
    c.zoom = (1.3, 0.5, 0.82)
    wall(c, c.chance.pick(("arch", "sun", "niche", "plain")))
    y = table(c, 0.72, c.lift(c.p.ground, 0.1))
    kinds = c.chance.shuffled(list(VASES))
    tones = c.chance.shuffled([c.p.a, c.p.b, c.p.c, c.p.cream])
    with c.at(c.w * 0.66, y - 40, 1.08):
        mouth = vase(c, kinds[0], tones[0], 1.12)
        if c.chance.unit() < 0.55:
            bunch(c, mouth, petals(c), stems=6, tall=250, spread=130, size=48)
        else:
            for lean in (-170, 110, -20):
                with c.at(0, mouth):
                    sprig(c, 330, c.p.leaf, lean=lean, leaves=9, size=0.2)
    with c.at(c.w * 0.34, y + 10):
        vase(c, kinds[1], tones[1], 1.12)
    with c.at(c.w * 0.53, y + 70, 0.9):
        vase(c, c.chance.pick(("moon", "jar", "pill")), tones[2], 0.84)
    with c.at(c.w * 0.8, y + 64):
        c.stand(90, 0)
        c.path(outline([(92, -44), (84, -20), (50, 0)]), c.round(tones[3]))
        c.oval(0, -44, 92, 20, c.lift(tones[3], 0.4))
        c.oval(0, -42, 80, 15, c.sink(tones[3], 0.4))
    c.gobo = c.chance.pick(("leaves", "panes", "blinds"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 640)]


def bookshelf(c: Canvas) -> None:
    """Shelves of books, plants and small things."""
    c.ramp(0, 0, c.w, c.h, c.sink(c.p.wall, 0.1), c.sink(c.p.wall, 0.2))
    tones = [
        c.p.a,
        c.p.b,
        c.p.c,
        c.lift(c.p.a, 0.4),
        c.lift(c.p.c, 0.4),
        c.p.wood,
        c.p.cream,
        c.lift(c.p.leaf, 0.2),
    ]
    rows = 3 if c.h < 1000 else 4
    high = c.h / rows
    for row in range(rows):
        y = high * (row + 1) - 26
        c.rect(0, y - high + 26, c.w, 90, c.linear((0, c.p.ink, 0.4), (1, c.p.ink, 0)))
        x = 46.0
        prop = c.chance.pick((150.0, c.w * 0.38, c.w * 0.66))
        placed = False
        while x < c.w - 80:
            if not placed and x > prop:
                placed = True
                with c.at(x + 96, y + 2):
                    shelf_thing(c, row, high)
                x += 200
                continue
            wide, tall = c.chance.between(26, 54), high * c.chance.between(0.52, 0.76)
            book(c, x, y, wide, tall, c.chance.pick(tones), 0 if c.chance.unit() < 0.93 else -5)
            x += wide + 2 + (18 if c.chance.unit() < 0.06 else 0)
        c.ramp(0, y, c.w, 26, c.lift(c.p.wood, 0.36), c.sink(c.p.wood, 0.16))
    for x in (0, c.w - 34):
        c.rect(
            x, 0, 34, c.h, c.linear(c.lift(c.p.wood, 0.24), c.sink(c.p.wood, 0.3), angle="across")
        )
    c.gobo = c.chance.pick(("panes", "leaves"))
    c.lamps = [(c.w * 0.5, c.h * 0.4, 720)]


def shelf_thing(c: Canvas, row: int, high: float) -> None:
    """What stands between the books of a shelf."""
    if row % 2:
        vase(c, c.chance.pick(tuple(VASES)), c.chance.pick((c.p.cream, c.p.a, c.p.c)), high / 480)
    else:
        plant(c, c.chance.pick(PLANTS), c.p.cream, high / 740)


def glasses(c: Canvas) -> None:
    """A pair of glasses lying."""
    for x in (-86, 86):
        c.oval(x + 6, 10, 72, 60, "none", stroke=c.p.ink, stroke_width=9, opacity=0.18)
        c.oval(x, 0, 72, 60, "#ffffff", opacity=0.3)
        c.oval(x, 0, 72, 60, "none", stroke=c.sink(c.p.wood, 0.4), stroke_width=10)
    c.stroke(
        "M -16 -10 Q 0 -24 16 -10 M -158 -8 Q -200 -60 -120 -110 M 158 -8 Q 200 -60 120 -110",
        c.sink(c.p.wood, 0.4),
        9,
    )


def pages(c: Canvas) -> None:
    """The two pages of an open book."""
    for side in (-1, 1):
        with c.at(flip=side < 0):
            c.path(
                "M 0 -206 Q 140 -236 292 -206 L 292 204 Q 140 176 0 206 Z",
                c.linear(
                    (0, c.sink(c.p.cream, 0.24), 1),
                    (0.16, c.p.cream, 1),
                    (1, c.lift(c.p.cream, 0.6), 1),
                    angle="across",
                ),
            )
            for k in range(11):
                if side > 0 and k < 5:
                    continue
                c.stroke(
                    (
                        f"M 40 {-160 + 30 * k} Q 140 {-180 + 30 * k} {250 - 30 * (k % 3)} "
                        f"{-162 + 30 * k}"
                    ),
                    c.p.ink,
                    5,
                    opacity=0.26,
                )


def open_book(c: Canvas) -> None:
    """An open book on linen from above, glasses and a cup beside it."""
    tone = c.lift(c.p.b, 0.6)
    c.fill(c.lift(tone, 0.4), c.sink(tone, 0.04))
    for _ in range(7):
        x, y = c.chance.between(-100, c.w), c.chance.between(-50, c.h)
        data = smooth([(x, y), (x + 150, y + 60), (x + 260, y + 220), (x + 420, y + 270)])
        c.stroke(data, c.sink(tone, 0.16), 34, opacity=0.22)
        c.stroke(data, "#ffffff", 14, opacity=0.4, transform="translate(-14 -18)")
    with c.at(c.w * 0.52, c.h * 0.46, 1.24, rotate=c.chance.between(-16, 10)):
        c.rect(-290, -196, 610, 440, c.p.ink, rx=12, opacity=0.2)
        c.rect(-304, -214, 608, 430, c.flat(c.p.a), rx=10)
        pages(c)
        with c.inside("M40 -176L252 -186V-30H40Z"):
            c.rect(40, -190, 220, 170, c.linear(c.p.sky[0], c.p.sky[2]))
            c.oval(190, -130, 26, 26, c.p.cream)
            c.path("M 30 -60 L 110 -130 L 170 -80 L 210 -110 L 270 -50 L 270 0 L 30 0 Z", c.p.c)
        c.path("M 30 -196 L 52 -198 L 52 250 L 41 232 L 30 250 Z", c.flat(c.p.c))
    with c.at(c.w * 0.3, c.h * 0.82, rotate=-12):
        glasses(c)
    with c.at(c.w * 0.82, c.h * 0.86):
        for turn in (-60, -20, 20, 60):
            leaf(c, 210, 70, c.p.leaf, turn - 30)
    c.gobo = c.chance.pick(("leaves", "panes"))
    c.lamps = [(c.w * 0.5, c.h * 0.4, 700)]


SCENES = {
    "desk_lamp": desk_lamp,
    "vases": vases,
    "bookshelf": bookshelf,
    "open_book": open_book,
}
