"""A journey by train, and a stall at night."""

from hongmao.demo.pictures.canvas import Canvas, polygon, trace
from hongmao.demo.pictures.colour import mix
from hongmao.demo.pictures.parts.skies import (
    hills,
    mountains,
    peaks,
    sky,
    tree,
    water,
)
from hongmao.demo.pictures.parts.vessels import bowl, cup, steam


def passing(c: Canvas, w: float, h: float) -> None:
    """The land going by, within `w` by `h`."""
    kind = c.chance.whole(0, 2)
    sky(c, w, h, clouds=3, sun=(0.74, 0.3) if c.light != "noon" else None)
    mountains(c, w, h, h * 0.46, 3, peaks(c), 170)
    if kind == 0:
        hills(c, w, h, h * 0.66, 3)
        for k in range(5):
            with c.at(w * (0.1 + 0.21 * k), h * 0.9):
                tree(c, c.chance.between(120, 200), c.p.leaf)
    elif kind == 1:
        water(c, h * 0.66, h + 10, sun=w * 0.74)
    else:
        for k in range(9):
            c.path(
                polygon(
                    [
                        (w * 0.5 + (k - 4.5) * 30, h * 0.66),
                        (w * 0.5 + (k - 3.5) * 30, h * 0.66),
                        (w * 0.5 + (k - 3.5) * 210, h + 10),
                        (w * 0.5 + (k - 4.5) * 210, h + 10),
                    ]
                ),
                "#eec94a" if k % 2 else c.p.leaf,
            )


def train_window(c: Canvas) -> None:
    """The view from a train: a table, a cup, the land going by."""
    inner = c.lift(c.p.cream, 0.1)
    c.fill(c.lift(inner, 0.5), c.sink(inner, 0.12))
    x, y, w, h = c.w * 0.1, c.h * 0.1, c.w * 0.8, c.h * 0.56
    c.rect(x - 34, y - 34, w + 68, h + 68, c.linear(c.sink(inner, 0.3), c.sink(inner, 0.1)), rx=86)
    data = (
        f"M {x + 70} {y} h {w - 140} q 70 0 70 70 v {h - 140} q 0 70 -70 70 h "
        f"{140 - w} q -70 0 -70 -70 v {140 - h} q 0 -70 70 -70 Z"
    )
    with c.inside(data), c.at(x, y):
        passing(c, w, h)
    c.path(
        polygon(
            [(x + 90, y + 10), (x + 260, y + 10), (x + 60, y + h * 0.8), (x + 10, y + h * 0.8)]
        ),
        "#ffffff",
        opacity=0.16,
    )
    c.path(data, stroke=c.sink(inner, 0.4), stroke_width=12)
    c.rect(0, c.h * 0.06, c.w, 20, c.flat(c.p.c), opacity=0.5)
    top = c.h * 0.8
    c.path(
        (
            f"M -10 {top} L {c.w * 0.9} {top} Q {c.w * 0.97} {top} {c.w * 0.98} "
            f"{top + 60} L {c.w * 1.02} {c.h + 10} L -10 {c.h + 10} Z"
        ),
        c.linear(c.lift(c.p.wood, 0.5), c.p.wood),
    )
    with c.at(c.w * 0.7, top + 90, 1.24):
        cup(c, c.p.a, saucer=False)
    with c.at(c.w * 0.32, top + 110, rotate=-7):
        c.rect(-170, -30, 350, 120, c.p.ink, rx=8, opacity=0.16)
        c.rect(-180, -46, 350, 124, c.flat(c.p.a if c.p.a != c.p.c else c.p.b), rx=8)
        c.rect(-160, -30, 310, 92, c.flat(c.p.cream), rx=4)
        for k in range(4):
            c.rect(-140, -14 + 18 * k, 200 - 30 * k, 5, c.p.ink, rx=2, opacity=0.3)
    c.lamps = [(c.w * 0.6, top, 640)]


def stall_curtain(c: Canvas, x: float, w: float) -> None:
    """A split curtain with a round on each part."""
    for k in range(6):
        left = x + k * w / 6
        c.path(
            trace(
                "M", left, c.h * 0.27, "h", w / 6 - 5, "v", 128, "q", -w / 12, 16, 5 - w / 6, 0, "Z"
            ),
            c.flat(c.p.a),
        )
        c.oval(left + w / 12, c.h * 0.27 + 66, 26, 26, c.p.cream, opacity=0.9)


def stall_lanterns(c: Canvas, x: float, w: float) -> None:
    """Red paper lanterns along the eaves and above them."""
    for k in range(4):
        lx, ly = x - 34 + k * (w + 68) / 3, c.h * 0.33 + (0 if k in (0, 3) else -c.h * 0.22)
        c.glow(lx, ly, 170, "#ff9f3d", 0.7)
        c.stroke(trace("M", lx, ly - 90, "L", lx, ly + 74), "#5a1d14", 3)
        c.oval(lx, ly, 46, 52, c.ball("#ea4a2e"))
        for j in range(-2, 3):
            c.oval(
                lx, ly, abs(j) * 17 + 4, 52, "none", stroke="#b52c18", stroke_width=2, opacity=0.6
            )
        c.rect(lx - 22, ly - 60, 44, 12, "#e8b84a", rx=3)
        c.rect(lx - 22, ly + 48, 44, 12, "#e8b84a", rx=3)


def stall_seats(c: Canvas) -> None:
    """Bowls on the counter and stools before it."""
    for k, at in enumerate((0.26, 0.5, 0.74)):
        with c.at(c.w * at, c.h * 0.69, 0.36):
            bowl(c, c.p.cream if k % 2 else c.p.a)
        with c.at(c.w * at, c.h * 0.93):
            c.stand(70, 30)
            c.stroke(
                "M -44 0 L -34 -120 M 44 0 L 34 -120 M -40 -46 L 40 -46", c.sink(c.p.wood, 0.3), 12
            )
            c.rect(-62, -140, 124, 30, c.flat(c.lift(c.p.a, 0.1)), rx=15)


def stall(c: Canvas) -> None:
    """A noodle stall in the evening: curtain, lanterns, steam and stools."""
    c.zoom = (1.06, 0.5, 0.6)
    tone = mix(c.p.c, c.p.ink, 0.5)
    c.ramp(0, 0, c.w, c.h, c.sink(tone, 0.3), tone)
    for k in range(int(c.w / 60) + 1):
        c.rect(k * 60, 0, 3, c.h * 0.84, c.p.ink, opacity=0.3)
    c.ramp(
        0, c.h * 0.84, c.w, c.h * 0.2, mix(c.p.ground, c.p.ink, 0.4), mix(c.p.ground, c.p.ink, 0.6)
    )
    x, w = c.w * 0.09, c.w * 0.82
    c.ramp(x, c.h * 0.3, w, c.h * 0.4, "#ffe7ad", "#ffc163")
    for k in range(2):
        c.rect(x, c.h * (0.42 + 0.1 * k), w, 10, c.p.wood)
        for j in range(13):
            c.rect(
                x + 24 + j * w / 13.4,
                c.h * (0.42 + 0.1 * k) - 50,
                36,
                50,
                (c.p.a, c.p.cream, c.p.c, c.p.b)[(j * 3 + k) % 4],
                rx=9,
            )
    with c.at(c.w * 0.34, c.h * 0.66, 1.3 * c.h / 1200):
        cook(c)
    with c.at(c.w * 0.66, c.h * 0.67):
        c.rect(-90, -86, 180, 90, c.round("#8f949d"), rx=10)
        c.oval(0, -86, 90, 18, "#c9ced6")
        steam(c, -96, 200)
    stall_curtain(c, x, w)
    c.path(
        (
            f"M {x - 60} {c.h * 0.28} L {x + 10} {c.h * 0.17} h {w - 20} L "
            f"{x + w + 60} {c.h * 0.28} Z"
        ),
        c.flat(c.sink(c.p.wood, 0.4)),
    )
    for k in range(18):
        c.stroke(
            (
                f"M {x + 20 + k * (w - 40) / 17} {c.h * 0.175} L "
                f"{x - 50 + k * (w + 100) / 17} {c.h * 0.276}"
            ),
            c.sink(c.p.wood, 0.6),
            4,
        )
    c.rect(x - 24, c.h * 0.69, w + 48, 34, c.flat(c.lift(c.p.wood, 0.2)), rx=6)
    c.ramp(x, c.h * 0.715, w, c.h * 0.145, c.p.wood, c.sink(c.p.wood, 0.4))
    for k in range(12):
        c.rect(x + k * w / 12, c.h * 0.715, 4, c.h * 0.145, c.sink(c.p.wood, 0.5), opacity=0.5)
    stall_seats(c)
    stall_lanterns(c, x, w)
    c.lamps = [(c.w * 0.5, c.h * 0.5, 760), (x, c.h * 0.34, 300), (x + w, c.h * 0.34, 300)]


def cook(c: Canvas) -> None:
    """A cook behind the counter."""
    c.path("M -86 10 Q -92 -120 -30 -134 L 30 -134 Q 92 -120 86 10 Z", c.round(c.p.cream))
    c.rect(-18, -160, 36, 40, "#e9b48c", rx=14)
    c.oval(0, -190, 44, 50, c.ball("#f3c7a0", 0.5))
    c.path("M -48 -200 Q -50 -250 0 -252 Q 50 -250 48 -200 Q 0 -222 -48 -200 Z", c.round(c.p.a))
    for side in (-1, 1):
        c.stroke(trace("M", side * 22, -186, "q", -6, 8, -12, 0), "#4a2c22", 4)
    c.stroke("M -12 -166 Q 0 -156 12 -166", "#a5503c", 4)


SCENES = {
    "train_window": train_window,
    "stall": stall,
}
