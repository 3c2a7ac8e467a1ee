"""Make-up and skincare."""

import math

from hongmao.demo.pictures.canvas import Canvas, sized, smooth, trace
from hongmao.demo.pictures.parts.greenery import bloom, bunch, leaf, petals, split_leaf
from hongmao.demo.pictures.parts.plants import plant
from hongmao.demo.pictures.parts.rooms import board, cloth, table, wall
from hongmao.demo.pictures.parts.vessels import VASES, bottle, gleam, jar, outline, turned, vase

REDS = ("#b8232f", "#d8475a", "#e8735f", "#a5343f", "#c9605a")


def plinth(c: Canvas, x: float, y: float, wide: float, tall: float, colour: str) -> None:
    """A round plinth whose top is at height `y - tall`."""
    with c.at(x, y):
        c.stand(wide, tall * 0.6)
        c.path(outline([(wide, -tall), (wide, 0)], sharp=True), c.round(colour, 0.8))
        c.oval(
            0,
            -tall,
            wide,
            wide * 0.17,
            c.linear(c.lift(colour, 0.5), c.lift(colour, 0.2), angle="across"),
        )


def lipstick(c: Canvas, colour: str, case: str, *, open_: bool = True) -> None:
    """A lipstick, turned up or with its cap on."""
    c.stand(44, 90)
    c.path(outline([(46, -120), (46, 0)], sharp=True), c.round(case))
    c.path(
        outline([(40, -170 if open_ else -240), (40, -112)], sharp=True),
        c.round("#e9c98c" if open_ else case),
    )
    if open_:
        data = "M -30 -160 L -30 -236 Q -24 -284 30 -290 L 30 -160 Q 0 -150 -30 -160 Z"
        c.path(data, c.round(colour))
        c.path(
            "M -28 -240 Q -20 -280 30 -290 Q 22 -250 -28 -240 Z",
            c.lift(colour, 0.3),
        )
    else:
        c.oval(0, -240, 40, 8, c.lift(case, 0.4))
    c.rect(-46, -126, 92, 10, c.round("#e9c98c"), rx=2)
    gleam(c, -34, -96, 70, 6)


def lipsticks(c: Canvas) -> None:
    """A row of lipsticks on plinths with a flower."""
    c.zoom = (1.24, 0.5, 0.78)
    wall(c, c.chance.pick(("sun", "arch", "niche", "plain")))
    y = table(c, 0.72, c.lift(c.p.ground, 0.2))
    case = c.chance.pick((c.p.ink, c.p.c, c.p.cream))
    plinth(c, c.w * 0.68, y - 40, 190, 150, c.lift(c.p.b, 0.2))
    with c.at(c.w * 0.74, y - 190):
        mouth = vase(c, c.chance.pick(("moon", "belly", "pill")), c.p.cream, 0.7)
        bunch(c, mouth, petals(c), kind="rose", stems=5, tall=180, spread=100, size=52)
    with c.at(c.w * 0.58, y - 184, 0.9):
        lipstick(c, c.chance.pick(REDS), case)
    tones = c.chance.shuffled(REDS)
    for k, x in enumerate((0.24, 0.38, 0.52)):
        with c.at(c.w * x, y + 50 + (k % 2) * 30, 1.1):
            lipstick(c, tones[k], case)
    with c.at(c.w * 0.76, y + 80, rotate=84):
        lipstick(c, tones[3], case)
    for k in range(4):
        with c.at(c.w * (0.12 + 0.2 * k), y + 130 + (k % 2) * 14, rotate=k * 70):
            c.path(
                smooth([(-26, 0), (0, -15), (28, 0), (0, 13)], closed=True),
                c.ball(c.lift(c.p.a, 0.4)),
            )
    c.gobo = c.chance.pick(("leaves", "blinds", "panes"))
    c.lamps = [(c.w * 0.5, c.h * 0.5, 640)]


def serum_leaf(c: Canvas) -> None:
    """A bottle of serum on stone, leaves and their shadows around it."""
    c.zoom = (1.18, 0.5, 0.7)
    wall(c, c.chance.pick(("plain", "sun", "arch")), c.lift(c.p.wall, 0.1))
    y = table(c, 0.7, c.lift(c.p.ground, 0.3))
    for x, turn, big in ((0.98, -70, 330), (0.94, -36, 400), (0.04, 62, 300)):
        with c.at(c.w * x, c.h * (0.6 if x > 0.5 else 0.78), rotate=turn):
            split_leaf(c, big, c.p.leaf, 0) if c.chance.unit() < 0.6 else leaf(
                c, big * 1.2, big * 0.5, c.p.leaf
            )
    plinth(c, c.w * 0.46, y + 30, 250, 90, c.lift(c.p.cream, 0.2))
    plinth(c, c.w * 0.56, y - 44, 140, 70, c.lift(c.p.b, 0.3))
    with c.at(c.w * 0.56, y - 112, 1.15):
        bottle(c, c.chance.pick((c.p.b, c.p.a, "#d99a52")), c.p.ink)
    with c.at(c.w * 0.34, y - 58, 0.96):
        jar(c, c.lift(c.p.b, 0.4), c.p.cream)
    for _ in range(9):
        drop = c.chance.between(7, 22)
        with c.at(c.w * c.chance.between(0.1, 0.9), y + c.chance.between(60, 150)):
            c.shade(6, drop * 0.5, drop * 1.4, drop * 0.5)
            c.oval(
                0,
                0,
                drop,
                drop * 0.7,
                c.radial(
                    (0, "#ffffff", 0.9),
                    (0.6, c.lift(c.p.b, 0.6), 0.6),
                    (1, c.p.b, 0.8),
                    x=0.3,
                    y=0.3,
                    r=0.8,
                ),
            )
    c.gobo = "leaves"
    c.lamps = [(c.w * 0.5, c.h * 0.5, 640)]


def vanity(c: Canvas) -> None:
    """A round mirror on a dressing table, with jars, brushes and flowers."""
    c.zoom = (1.14, 0.5, 0.76)
    wall(c, c.chance.pick(("two", "panel", "plain")))
    y = table(c, 0.7, c.lift(c.p.cream, 0.1), edge=40)
    x = c.w * 0.44
    c.oval(x + 16, c.h * 0.4 + 22, 262, 262, c.p.ink, opacity=0.14)
    c.oval(x, c.h * 0.4, 256, 256, c.ball("#d7ab62"))
    mirror = f"M {x - 236} {c.h * 0.4} a 236 236 0 1 0 472 0 a 236 236 0 1 0 -472 0 Z"
    c.path(mirror, c.linear(c.lift(c.p.wall, 0.7), c.lift(c.p.b, 0.3), angle="aslant"))
    with c.inside(mirror):
        for k in (0, 1):
            c.path(
                (
                    f"M {x - 300 + k * 150} {c.h * 0.4 + 260} l 260 -540 l {70 - 40 * k} 0 l "
                    "-260 540 Z"
                ),
                "#ffffff",
                opacity=0.3,
            )
    c.path(
        outline([(22, -70), (22, -20), (120, -10), (126, 0)]),
        c.round("#d7ab62"),
        transform=f"translate({x:.0f} {y - 26:.0f})",
    )
    with c.at(c.w * 0.82, y - 20):
        mouth = vase(c, c.chance.pick(("belly", "tall", "jar")), c.p.a, 0.84)
        bunch(c, mouth, petals(c), stems=6, tall=230, spread=120, size=46)
    with c.at(c.w * 0.15, y + 10):
        brushes(c)
    with c.at(c.w * 0.34, y + 70):
        jar(c, c.lift(c.p.b, 0.3), "#e9c98c")
    with c.at(c.w * 0.54, y + 56, 0.9):
        bottle(c, c.lift(c.p.a, 0.3), c.p.cream, wide=70, tall=180)
    with c.at(c.w * 0.7, y + 96, 0.9):
        lipstick(c, c.chance.pick(REDS), c.p.ink)
    c.gobo = c.chance.pick(("leaves", "panes", "blinds"))
    c.lamps = [(x, c.h * 0.4, 620)]


def brushes(c: Canvas) -> None:
    """Make-up brushes standing in a cup."""
    for turn, tall, colour in (
        (-16, 300, c.p.a),
        (12, 330, c.p.ink),
        (0, 360, c.p.c),
        (22, 270, c.p.b),
    ):
        with c.at(turn * 1.6, -100, rotate=turn * 0.8):
            c.rect(-9, -tall * 0.6, 18, tall * 0.6, c.round(colour), rx=7)
            c.rect(-13, -tall * 0.68, 26, 40, c.round("#d7ab62"), rx=4)
            c.path(
                sized("M -16 -0.66 C -48 -0.86 -20 -1 0 -1 C 20 -1 48 -0.86 16 -0.66 Z", 1, tall),
                c.flat("#e6bfa4"),
            )
    turned(c, [(76, -150), (70, 0)], c.p.cream, sharp=True, mouth=False)
    c.path(
        trace("M", -76, -150, "Q", 0, -132, 76, -150), stroke=c.lift(c.p.cream, 0.8), stroke_width=5
    )


def pans(c: Canvas, tones: tuple[str, ...]) -> None:
    """Pans of colour, three rows of four."""
    for k, tone in enumerate(tones):
        x, y = -290 + (k % 4) * 148, -212 + (k // 4) * 144
        c.rect(x, y, 132, 128, c.sink(c.p.ink, 0.3), rx=16)
        c.rect(
            x + 7,
            y + 7,
            118,
            114,
            c.linear(c.lift(tone, 0.24), tone, c.sink(tone, 0.16), angle="aslant"),
            rx=12,
        )
        if k % 3 == 0:
            for _ in range(18):
                c.oval(
                    x + c.chance.between(16, 116),
                    y + c.chance.between(16, 110),
                    2.4,
                    2.4,
                    "#fff6d8",
                    opacity=0.8,
                )
        if k in (2, 5, 8):
            c.stroke(
                smooth([(x + 26, y + 84), (x + 60, y + 44), (x + 104, y + 64)]),
                c.sink(tone, 0.14),
                22,
                opacity=0.6,
            )


def brushes_lying(c: Canvas) -> None:
    """Two brushes lying."""
    for k, (x, turn) in enumerate(((0.26, 28), (0.42, 38))):
        with c.at(c.w * x, c.h * 0.99, rotate=turn):
            c.rect(2, -440, 26, 330, c.p.ink, rx=10, opacity=0.18)
            c.rect(-12, -460, 24, 330, c.round((c.p.a, c.p.c)[k]), rx=9)
            c.rect(-16, -520, 32, 70, c.round("#d7ab62"), rx=5)
            c.path(
                "M -18 -514 C -60 -600 -20 -660 0 -664 C 20 -660 60 -600 18 -514 Z",
                c.flat("#e9c5ab"),
            )


def palette_flat(c: Canvas) -> None:
    """A palette of eye shadow from above, swatches and brushes around it."""
    c.fill(c.lift(c.p.wall, 0.5), c.sink(c.p.wall, 0.05))
    cloth(c, -80, c.h * 0.62, c.w * 0.7, c.h * 0.5, c.lift(c.p.a, 0.4), "plain")
    with c.at(c.w * 0.52, c.h * 0.4, 1.1, rotate=-16):
        c.rect(-296, -216, 620, 460, c.p.ink, rx=30, opacity=0.18)
        c.rect(
            -310, -230, 620, 460, c.linear(c.lift(c.p.ink, 0.12), c.p.ink, angle="aslant"), rx=26
        )
        tones = (
            c.p.a,
            c.p.b,
            c.lift(c.p.a, 0.5),
            c.p.wood,
            c.lift(c.p.b, 0.6),
            c.p.c,
            c.lift(c.p.wood, 0.4),
            c.sink(c.p.a, 0.35),
            "#d8b06a",
            c.lift(c.p.c, 0.4),
            c.sink(c.p.wood, 0.3),
            c.p.cream,
        )
        pans(c, tones)
    brushes_lying(c)
    for k in range(3):
        tone = (c.p.a, c.p.b, c.lift(c.p.wood, 0.2))[k]
        y = c.h * (0.8 + 0.062 * k)
        c.stroke(
            smooth([(c.w * 0.7, y), (c.w * 0.78, y - 14), (c.w * 0.9, y + 6)]),
            tone,
            40,
            opacity=0.85,
        )
    with c.at(c.w * 0.86, c.h * 0.1):
        bloom(c, 110, c.lift(c.p.a, 0.3), c.chance.pick(("rose", "daisy")))
    c.gobo = c.chance.pick(("leaves", "panes"))
    c.lamps = [(c.w * 0.5, c.h * 0.4, 700)]


def tiles(c: Canvas, tone: str) -> None:
    """A wall of tiles."""
    side = 100
    for row in range(int(c.h / side) + 1):
        for col in range(int(c.w / side) + 1):
            if c.chance.unit() < 0.3:
                c.rect(
                    col * side,
                    row * side,
                    side,
                    side,
                    c.chance.pick((c.lift(tone, 0.5), c.sink(tone, 0.08))),
                    opacity=0.6,
                )
        c.rect(0, row * side, c.w, 3, "#ffffff", opacity=0.6)
    for col in range(int(c.w / side) + 1):
        c.rect(col * side, 0, 3, c.h, "#ffffff", opacity=0.6)


def bath_shelf(c: Canvas) -> None:
    """Tiles, a shelf of bottles, towels and a plant."""
    c.zoom = (1.05, 0.5, 0.4)
    tone = c.lift(c.p.b, 0.5)
    c.fill(c.lift(tone, 0.4), tone)
    tiles(c, tone)
    y = c.h * 0.5
    board(c, c.w * 0.06, y, c.w * 0.88)
    for k, x in enumerate((0.2, 0.36, 0.52)):
        with c.at(c.w * x, y + 4, 0.98 - 0.1 * (k % 2)):
            if k == 1:
                jar(c, c.p.cream, c.p.wood)
            else:
                bottle(
                    c,
                    c.chance.pick((c.p.a, c.p.c, "#c98a4a", c.p.b)),
                    c.p.ink if k else c.p.cream,
                    tall=270,
                )
    with c.at(c.w * 0.76, y + 4, 0.9):
        plant(c, c.chance.pick(("trail", "fern", "snake")), c.p.cream)
    y2 = c.h * 0.86
    board(c, c.w * 0.06, y2, c.w * 0.88)
    for k, colour in enumerate((c.p.a, c.p.cream, c.p.b)):
        c.rect(
            c.w * 0.14 - k * 3,
            y2 - 76 - 74 * k,
            330,
            76,
            c.linear(c.lift(colour, 0.3), colour, c.sink(colour, 0.24)),
            rx=34,
        )
        c.rect(c.w * 0.14 + 30, y2 - 52 - 74 * k, 270, 6, c.lift(colour, 0.6), rx=3, opacity=0.7)
    with c.at(c.w * 0.76, y2 + 4):
        mouth = vase(c, c.chance.pick(tuple(VASES)), c.p.c, 0.86)
        for turn in (-24, -6, 14, 30):
            with c.at(0, mouth, rotate=turn):
                c.stroke("M 0 0 L 0 -170", "#b99a6a", 4)
                for k in range(12):
                    c.oval(10 * math.sin(k), -80 - k * 9, 10, 9, c.ball("#ead9bd", 0.5))
    c.gobo = c.chance.pick(("leaves", "panes"))
    c.lamps = [(c.w * 0.5, c.h * 0.45, 700)]


SCENES = {
    "lipsticks": lipsticks,
    "serum_leaf": serum_leaf,
    "vanity": vanity,
    "palette_flat": palette_flat,
    "bath_shelf": bath_shelf,
}
