"""Things to eat."""

import math

from hongmao.demo.pictures.canvas import Canvas, Point, curve, polygon, sized, smooth, trace
from hongmao.demo.pictures.parts.greenery import leaf

CRUST = "#d99a4e"


def slice_of(c: Canvas, size: float, colour: str) -> None:
    """A round slice of citrus."""
    c.oval(0, 0, size, size, c.ball(colour))
    c.oval(0, 0, size * 0.88, size * 0.88, c.lift(colour, 0.75))
    for k in range(9):
        a, b = math.tau * k / 9 + 0.06, math.tau * (k + 1) / 9 - 0.06
        r = size * 0.8
        c.path(
            (
                f"M {math.cos((a + b) / 2) * size * 0.1} "
                f"{math.sin((a + b) / 2) * size * 0.1} L {r * math.cos(a)} "
                f"{r * math.sin(a)} A {r} {r} 0 0 1 {r * math.cos(b)} {r * math.sin(b)} "
                "Z"
            ),
            c.ball(c.lift(colour, 0.15), 0.5),
        )


def croissant(c: Canvas, size: float) -> None:
    """A croissant from above, made of bands."""
    with c.at(scale=size):
        c.oval(6, 22, 126, 60, c.radial((0.4, "#3a2010", 0.3), (1, "#3a2010", 0)))
        for k, along in enumerate((-4, 4, -3, 3, -2, 2, -1, 1, 0)):
            turn = along * 0.3
            x, y = 128 * math.sin(turn), 92 - 118 * math.cos(turn)
            big = 62 - 8.4 * abs(along)
            with c.at(x, y, rotate=math.degrees(turn)):
                c.oval(
                    0,
                    0,
                    24 if k < 8 else 30,
                    big,
                    c.linear(c.lift(CRUST, 0.4), CRUST, c.sink(CRUST, 0.35)),
                )
                c.stroke(
                    trace("M", -12, -big * 0.7, "Q", -20, 0, -12, big * 0.7),
                    c.sink(CRUST, 0.4),
                    3,
                    opacity=0.5,
                )


def loaf(c: Canvas, wide: float, tall: float) -> None:
    """A round loaf, scored and floured, standing."""
    c.stand(wide * 0.9, 50)
    data = (
        f"M {-wide} -8 C {-wide * 1.06} {-tall * 1.1} {-wide * 0.5} "
        f"{-tall * 1.3} 0 {-tall * 1.3} C {wide * 0.5} {-tall * 1.3} "
        f"{wide * 1.06} {-tall * 1.1} {wide} -8 Q 0 18 {-wide} -8 Z"
    )
    c.path(
        data,
        c.radial(
            (0, c.lift(CRUST, 0.36), 1),
            (0.5, CRUST, 1),
            (1, c.sink(CRUST, 0.5), 1),
            x=0.36,
            y=0.24,
            r=0.85,
        ),
    )
    with c.inside(data):
        for k in range(4):
            x = -wide * 0.62 + wide * 0.42 * k
            c.path(
                (
                    f"M {x} {-tall * 0.3} Q {x + wide * 0.1} {-tall * 0.9} {x + wide * 0.3} "
                    f"{-tall * 1.24} Q {x + wide * 0.26} {-tall * 0.8} {x} {-tall * 0.3} Z"
                ),
                "#f7dfae",
            )
        for _ in range(40):
            c.oval(
                c.chance.between(-wide, wide),
                c.chance.between(-tall * 1.25, -tall * 0.5),
                4,
                2.4,
                "#fff6e2",
                opacity=0.5,
            )


def baguette(c: Canvas, length: float) -> None:
    """A baguette lying from the origin to the right."""
    c.shade(length / 2, 34, length * 0.56, 26)
    c.rect(0, -36, length, 72, c.linear(c.lift(CRUST, 0.35), CRUST, c.sink(CRUST, 0.42)), rx=36)
    for k in range(int(length / 74)):
        c.path(
            (
                f"M {40 + 74 * k} 18 Q {50 + 74 * k} -26 {92 + 74 * k} -28 Q "
                f"{78 + 74 * k} 2 {40 + 74 * k} 18 Z"
            ),
            "#f8e2b4",
        )


def egg_half(c: Canvas, size: float) -> None:
    """Half a soft-boiled egg."""
    c.oval(0, 4, size, size * 0.8, c.p.ink, opacity=0.2)
    c.oval(0, 0, size, size * 0.78, c.ball("#fffaf0", 0.4))
    c.oval(size * 0.06, 0, size * 0.54, size * 0.44, c.ball("#f39a1f", 0.7))
    c.oval(-size * 0.1, -size * 0.14, size * 0.16, size * 0.08, "#fff2c8", opacity=0.8)


def dumpling(c: Canvas, size: float, colour: str = "#fbf0dc") -> None:
    """A pleated bun from above."""
    c.oval(
        size * 0.08,
        size * 0.14,
        size,
        size * 0.96,
        c.radial((0.6, "#5a3a1e", 0.4), (1, "#5a3a1e", 0)),
    )
    c.oval(0, 0, size * 0.93, size * 0.9, c.ball(colour, 0.55))
    for k in range(14):
        turn = math.tau * k / 14
        c.stroke(
            (
                f"M {math.cos(turn) * size * 0.16} {math.sin(turn) * size * 0.16} Q "
                f"{math.cos(turn + 0.3) * size * 0.36} "
                f"{math.sin(turn + 0.3) * size * 0.36} "
                f"{math.cos(turn + 0.34) * size * 0.72} "
                f"{math.sin(turn + 0.34) * size * 0.7}"
            ),
            c.sink(colour, 0.22),
            size * 0.035,
            opacity=0.75,
        )
    c.oval(0, 0, size * 0.15, size * 0.14, c.sink(colour, 0.26))


def fruit(c: Canvas, kind: str, size: float) -> None:
    """A fruit around the origin: `orange`, `apple`, `pear`, `lemon`, `peach`, `plum`."""
    tones = {
        "orange": "#f1902d",
        "apple": "#cf3a35",
        "pear": "#b9bf4a",
        "lemon": "#f3cf45",
        "peach": "#f6a27c",
        "plum": "#7a3f6e",
    }
    colour = tones[kind]
    if kind == "pear":
        data = curve(
            "0 -1.36, 0.4 -1.1, 0.56 -0.4, 0.98 0.3, 0.5 0.96, -0.5 0.96, -0.98 0.3, "
            "-0.56 -0.4, -0.4 -1.1",
            size,
            closed=True,
        )
        c.path(data, c.ball(colour))
    elif kind == "lemon":
        with c.at(rotate=-24):
            c.path(
                curve(
                    "-1.3 0, -0.8 -0.66, 0 -0.84, 0.8 -0.66, 1.3 0, 0.8 0.66, 0 0.84, -0.8 0.66",
                    size,
                    closed=True,
                ),
                c.ball(colour),
            )
    else:
        c.oval(0, 0, size, size * 0.95, c.ball(colour))
        if kind in ("peach", "plum"):
            c.stroke(
                sized("M 0 -0.9 Q 0.46 0 0.06 0.86", size),
                c.sink(colour, 0.24),
                size * 0.05,
                opacity=0.6,
            )
    top = -size * (1.36 if kind == "pear" else 0.9)
    if kind != "lemon":
        c.stroke(
            trace(
                "M", 0, top + size * 0.06, "q", size * 0.02, -size * 0.2, size * 0.12, -size * 0.32
            ),
            "#6b4a2c",
            size * 0.09,
        )
        if kind != "plum":
            leaf(c, size * 0.7, size * 0.34, c.p.leaf, 62, size * 0.04, top - size * 0.06)
    c.oval(
        -size * 0.36,
        -size * 0.42,
        size * 0.2,
        size * 0.13,
        "#ffffff",
        opacity=0.4,
        transform=f"rotate(-36 {-size * 0.36:.0f} {-size * 0.42:.0f})",
    )


def grapes(c: Canvas, size: float, colour: str) -> None:
    """A bunch of grapes hanging down from the origin."""
    for row, count in enumerate((3, 4, 3, 3, 2, 1)):
        for k in range(count):
            c.oval((k - (count - 1) / 2) * size * 1.5, row * size * 1.4, size, size, c.ball(colour))
            c.oval(
                (k - (count - 1) / 2) * size * 1.5 - size * 0.3,
                row * size * 1.4 - size * 0.36,
                size * 0.24,
                size * 0.18,
                "#ffffff",
                opacity=0.5,
            )


def berry(c: Canvas, size: float) -> None:
    """A strawberry, its tip down."""
    red = "#d8323c"
    c.path(
        sized(
            "M 0 1 C -0.5 0.7 -1.1 -0.1 -0.7 -0.6 Q 0 -0.9 0.7 -0.6 C 1.1 -0.1 0.5 0.7 0 1 Z", size
        ),
        c.ball(red),
    )
    for y, xs in ((-0.2, (-0.4, 0.05, 0.45)), (0.2, (-0.2, 0.25)), (0.55, (0.02,))):
        for x in xs:
            c.oval(x * size, y * size, size * 0.06, size * 0.09, "#ffe9a8")
    for turn in (-70, -35, 0, 35, 70):
        leaf(c, size * 0.46, size * 0.26, "#5f9a4e", turn, 0, -size * 0.52)


def chopsticks(c: Canvas, length: float, colour: str) -> None:
    """A pair of chopsticks lying from the origin to the right."""
    for y, turn in ((0, 0.0), (26, -3.0)):
        with c.at(0, y, rotate=turn):
            c.path(polygon([(0, -4), (length, -9), (length, 9), (0, 4)]), c.flat(colour))
            c.rect(length * 0.78, -9, length * 0.22, 18, c.flat(c.p.a), rx=3)


def wave_strands(c: Canvas, rx: float, ry: float, colour: str) -> None:
    """Noodles heaped in an ellipse around the origin."""
    for k in range(30):
        turn = c.chance.between(0, math.tau)
        far = c.chance.between(0.1, 0.72)
        x, y = math.cos(turn) * rx * far, math.sin(turn) * ry * far
        span = rx * c.chance.between(0.3, 0.52)
        sag = ry * c.chance.between(-0.5, 0.5)
        points: list[Point] = [
            (x - span, y),
            (x - span * 0.4, y + sag),
            (x + span * 0.4, y - sag * 0.6),
            (x + span, y + sag * 0.4),
        ]
        tone = c.lift(colour, c.chance.between(0, 0.3)) if k > 10 else c.sink(colour, 0.16)
        c.stroke(smooth(points), c.sink(colour, 0.3), 13)
        c.stroke(smooth(points), tone, 10)
