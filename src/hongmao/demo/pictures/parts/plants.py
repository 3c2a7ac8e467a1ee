"""Potted plants, one kind a function, each growing out of its pot at height `y`."""

from collections.abc import Callable

from hongmao.demo.pictures.canvas import Canvas, sized, smooth, trace
from hongmao.demo.pictures.parts.greenery import bloom, frond, leaf, pot, split_leaf, sprig


def snake(c: Canvas, y: float) -> None:
    """Tall banded blades with a yellow edge."""
    for i, x in enumerate((-44, 44, -22, 26, 0)):
        high = c.chance.between(240, 400)
        blade = c.round(c.lift(c.p.leaf, 0.06 * i))
        with c.at(x, y + 6, rotate=x * 0.24 + c.chance.between(-4, 4)):
            data = sized("M -21 0 Q -34 -0.6 0 -1 Q 34 -0.6 21 0 Z", 1, high)
            c.path(data, blade, stroke="#d9cf7a", stroke_width=5)
            for k in range(6):
                stripe = trace("M", -18, -high * (0.12 + 0.12 * k), "q", 18, -12, 36, 0)
                c.stroke(stripe, c.sink(c.p.leaf, 0.35), 4, opacity=0.5)


def split(c: Canvas, y: float) -> None:
    """A Swiss cheese plant."""
    spots = ((-150, 190, 170), (160, 230, 180), (-70, 330, 190), (84, 380, 170), (6, 210, 190))
    for x, high, big in spots:
        stem = smooth([(0, y), (x * 0.4, y - high * 0.6), (x, y - high)])
        c.stroke(stem, c.sink(c.p.leaf, 0.25), 8)
        turn = 180 if x == 6 else x * 0.34 + (150 if x > 0 else -150)
        with c.at(x, y - high):
            split_leaf(c, big, c.lift(c.p.leaf, c.chance.between(0, 0.14)), turn)


def rubber(c: Canvas, y: float) -> None:
    """A rubber plant."""
    for lean in (-120, 110, -30, 50):
        tall = c.chance.between(320, 430)
        with c.at(0, y):
            sprig(c, tall, c.p.leaf, lean=lean, leaves=7, size=0.3, plump=0.62)


def fern(c: Canvas, y: float) -> None:
    """A fern."""
    for lean in (-260, 250, -190, 180, -100, 110, 10):
        long, tint = c.chance.between(260, 340), c.chance.between(0, 0.16)
        with c.at(0, y):
            frond(c, long, c.lift(c.p.leaf, tint), lean)


def olive(c: Canvas, y: float) -> None:
    """A small olive tree."""
    for lean in (-150, 150, -70, 80, 0):
        tall = c.chance.between(340, 480)
        with c.at(0, y):
            tone = c.lift(c.p.leaf, 0.24)
            sprig(c, tall, tone, lean=lean, leaves=14, size=0.16, plump=0.36)


def trail(c: Canvas, y: float) -> None:
    """Shoots that hang over the rim."""
    for lean in (-210, -150, -90, 200, 150, 90, -30, 40):
        with c.at(0, y):
            vine(c, lean, c.chance.between(150, 330))


def cactus(c: Canvas, y: float) -> None:
    """A cactus with two arms and a flower, growing at height `y`."""
    green = c.p.leaf
    c.stroke(trace("M", 0, y - 10, "L", 0, y - 210), c.sink(green, 0.08), 100)
    c.stroke(trace("M", 0, y - 14, "L", 0, y - 208), c.lift(green, 0.16), 50)
    for side, high in ((-1, 130), (1, 100)):
        arm = smooth(
            [(side * 40, y - high + 10), (side * 92, y - high), (side * 100, y - high - 70)]
        )
        c.stroke(arm, c.sink(green, 0.16), 46)
        c.stroke(arm, c.lift(green, 0.1), 20)
    for k in range(5):
        c.stroke(
            trace("M", -34 + 17 * k, y - 24, "L", -34 + 17 * k, y - 220),
            c.p.cream,
            3,
            opacity=0.4,
            stroke_dasharray="2 16",
        )
    with c.at(10, y - 262):
        bloom(c, 30, c.p.a, "daisy")


def vine(c: Canvas, lean: float, fall: float) -> None:
    """A trailing shoot that climbs over the pot's rim and hangs down."""
    points = [
        (0.0, 0.0),
        (lean * 0.5, -70.0),
        (lean, -10.0),
        (lean * 1.12, fall * 0.5),
        (lean * 1.06, fall),
    ]
    c.stroke(smooth(points), c.sink(c.p.leaf, 0.2), 5)
    for i in range(9):
        t = 0.3 + 3.6 * i / 9
        k = int(t)
        (x0, y0), (x1, y1) = points[k], points[k + 1]
        x, y = x0 + (x1 - x0) * (t - k), y0 + (y1 - y0) * (t - k)
        leaf(
            c,
            62,
            50,
            c.lift(c.p.leaf, c.chance.between(0, 0.22)),
            100 + c.chance.between(-70, 70) + (0 if lean > 0 else 80),
            x,
            y,
        )


GROW: dict[str, Callable[[Canvas, float], None]] = {
    "snake": snake,
    "split": split,
    "rubber": rubber,
    "fern": fern,
    "olive": olive,
    "cactus": cactus,
    "trail": trail,
}
PLANTS = tuple(GROW)
"""Kinds of potted plants."""


def plant(c: Canvas, kind: str, colour: str, size: float = 1.0) -> None:
    """A potted plant of a kind in `PLANTS`; `colour` is the pot's."""
    with c.at(scale=size):
        GROW[kind](c, pot(c, colour))
