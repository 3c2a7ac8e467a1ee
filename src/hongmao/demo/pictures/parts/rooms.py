"""Walls, windows, tables and what hangs there: where a still life happens."""

from hongmao.demo.pictures.canvas import Canvas, curve, smooth, trace
from hongmao.demo.pictures.parts.skies import hills, sky

BACKDROPS = ("plain", "arch", "sun", "panel", "two", "niche")


def wall(c: Canvas, kind: str = "", colour: str = "") -> None:
    """A wall over the whole picture, of a kind in `BACKDROPS`."""
    kind = kind or c.chance.pick(BACKDROPS)
    colour = colour or c.p.wall
    c.fill(c.lift(colour, 0.35), colour, c.sink(colour, 0.1))
    x = c.w * c.chance.pick((0.36, 0.5, 0.62))
    if kind == "arch":
        wide = 300
        data = (
            f"M {x - wide} {c.h} L {x - wide} {c.h * 0.42} A {wide} {wide} 0 0 1 "
            f"{x + wide} {c.h * 0.42} L {x + wide} {c.h} Z"
        )
        c.path(data, c.linear(c.lift(c.p.b, 0.5), c.lift(c.p.b, 0.15)))
    elif kind == "sun":
        c.oval(x, c.h * 0.36, 270, 270, c.linear(c.lift(c.p.b, 0.2), c.lift(c.p.b, 0.72)))
    elif kind == "panel":
        for k in range(-1, 8):
            left = k * 190 + 40
            c.rect(left, -30, 5, c.h, c.sink(colour, 0.16), opacity=0.6)
            c.rect(left + 5, -30, 3, c.h, c.lift(colour, 0.8), opacity=0.7)
    elif kind == "two":
        y = c.h * 0.44
        tone = c.lift(c.p.b, 0.12)
        c.ramp(0, y, c.w, c.h, tone, c.sink(tone, 0.1))
        c.rect(0, y - 10, c.w, 14, c.flat(c.lift(c.p.cream, 0.5)))
    elif kind == "niche":
        wide, top = 330, c.h * 0.1
        data = (
            f"M {x - wide} {c.h} L {x - wide} {top + 80} Q {x - wide} {top} "
            f"{x - wide + 80} {top} L {x + wide - 80} {top} Q {x + wide} {top} "
            f"{x + wide} {top + 80} L {x + wide} {c.h} Z"
        )
        c.path(
            data,
            c.linear(
                (0, c.sink(colour, 0.3), 1),
                (0.35, c.sink(colour, 0.14), 1),
                (1, c.lift(colour, 0.1), 1),
                angle="across",
            ),
        )


def table(c: Canvas, part: float = 0.68, colour: str = "", *, edge: float = 0) -> float:
    """A table from `part` of the height down; answers the y on which things stand."""
    colour = colour or c.p.ground
    y = c.h * part
    c.rect(0, y - 26, c.w, 30, c.linear((0, c.p.ink, 0), (1, c.p.ink, 0.16)))
    c.ramp(0, y, c.w, c.h - y, c.lift(colour, 0.32), colour, c.sink(colour, 0.16))
    c.rect(0, y, c.w, 3, c.lift(colour, 0.7), opacity=0.7)
    if edge:
        c.ramp(0, c.h - edge, c.w, edge, c.sink(colour, 0.36), c.sink(colour, 0.5))
        c.rect(0, c.h - edge - 4, c.w, 6, c.lift(colour, 0.5), opacity=0.6)
    return y + (c.h - y) * 0.42


def planks(c: Canvas, part: float, colour: str) -> float:
    """A table of wood with its grain; answers the y on which things stand."""
    stand = table(c, part, colour)
    y = c.h * part
    for k in range(1, 4):
        at = y + (c.h - y) * (k / 4) ** 1.35
        c.rect(0, at, c.w, 2 + k, c.sink(colour, 0.3), opacity=0.45)
    for _ in range(16):
        at, x = c.chance.between(y + 10, c.h), c.chance.between(-100, c.w)
        c.stroke(
            trace("M", x, at, "q", 90, c.chance.between(-8, 8), c.chance.between(150, 320), 0),
            c.sink(colour, 0.3),
            2,
            opacity=0.25,
        )
    return stand


def window(
    c: Canvas,
    x: float,
    y: float,
    w: float,
    h: float,
    *,
    panes: tuple[int, int] = (2, 2),
    view: str = "hills",
    frame: str = "",
) -> None:
    """A window onto `hills`, the `sky`, a `city` or the `garden`, with its frame."""
    frame = frame or c.lift(c.p.cream, 0.4)
    data = f"M{x} {y}h{w}v{h}h{-w}z"
    c.rect(
        x - 30, y - 30, w + 60, h + 60, c.linear(frame, c.sink(frame, 0.16), angle="aslant"), rx=6
    )
    c.rect(x - 8, y - 8, w + 16, h + 16, c.sink(frame, 0.34), rx=3)
    with c.inside(data):
        with c.at(x, y):
            sky(c, w, h)
            if view == "hills":
                hills(c, w, h, h * 0.6, 3)
            elif view == "city":
                towers(c, w, h)
            elif view == "garden":
                hills(c, w, h, h * 0.72, 1)
                hedge(c, w, h)
        glare = c.linear(
            (0, "#ffffff", 0.5), (0.5, "#ffffff", 0.06), (1, "#ffffff", 0), angle="aslant"
        )
        c.path(trace("M", x, y, "L", x + w * 0.62, y, "L", x, y + h * 0.72, "Z"), glare)
    across, down = panes
    for k in range(1, across):
        bar(c, x + w * k / across - 8, y, 16, h, frame)
    for k in range(1, down):
        bar(c, x, y + h * k / down - 8, w, 16, frame)
    c.rect(x - 54, y + h + 26, w + 108, 30, c.linear(c.lift(frame, 0.4), c.sink(frame, 0.24)), rx=4)
    c.rect(x - 50, y + h + 56, w + 100, 34, c.linear((0, c.p.ink, 0.2), (1, c.p.ink, 0)))


def bar(c: Canvas, x: float, y: float, w: float, h: float, colour: str) -> None:
    """A glazing bar."""
    c.rect(
        x,
        y,
        w,
        h,
        c.linear(c.lift(colour, 0.3), c.sink(colour, 0.26), angle="across" if w < h else "down"),
    )


def towers(c: Canvas, w: float, h: float) -> None:
    """A far city in the lower part of a view."""
    for row in range(2):
        colour = (
            c.lift(c.p.sky[0], 0.42 - 0.3 * row)
            if not c.night
            else c.sink(c.p.sky[0], 0.2 + 0.3 * row)
        )
        x = -20.0
        while x < w:
            wide, tall = c.chance.between(40, 90), h * c.chance.between(0.2, 0.5 - 0.14 * row)
            c.rect(x, h - tall, wide, tall, colour)
            for k in range(int(tall / 26)):
                for j in range(int(wide / 20)):
                    if c.chance.unit() < (0.5 if c.night else 0.16):
                        c.rect(
                            x + 8 + j * 18, h - tall + 12 + k * 24, 8, 12, "#ffdf9a", opacity=0.85
                        )
            x += wide + c.chance.between(0, 14)


def hedge(c: Canvas, w: float, h: float) -> None:
    """Round bushes along the bottom of a view."""
    for row in range(2):
        colour = c.lift(c.p.leaf, 0.3 - 0.24 * row)
        for k in range(int(w / 50) + 2):
            big = c.chance.between(50, 96)
            c.oval(k * 56 - 20, h - 46 + row * 60, big, big, c.ball(colour, 0.7))


def curtain(
    c: Canvas, x: float, wide: float, height: float, colour: str, *, flip: bool = False
) -> None:
    """A curtain that hangs from the top and is drawn aside a little."""
    with c.at(x, -10, flip=flip):
        edge = curve("1 0, 0.92 0.3, 0.7 0.66, 0.82 1", wide, height)
        data = f"{edge} L -20 {height:.0f} L -20 0 Z"
        c.path(data, c.linear(c.lift(colour, 0.35), colour, angle="across"), opacity=0.93)
        with c.inside(data):
            for k in range(7):
                left = wide * k / 6.5
                fold = c.linear(
                    (0, c.p.ink, 0.16), (0.4, "#ffffff", 0.25), (1, c.p.ink, 0), angle="across"
                )
                c.path(
                    smooth(
                        [
                            (left, 0),
                            (left - wide * 0.03 * k, height * 0.6),
                            (left - wide * 0.02 * k, height),
                        ]
                    )
                    + f"h{wide * 0.11:.0f}"
                    + f"L{left + wide * 0.1:.0f} 0Z",
                    fold,
                )


def frame(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """A picture on the wall: an abstract of the palette."""
    c.rect(x + 10, y + 16, w, h, c.p.ink, opacity=0.16)
    c.rect(x, y, w, h, c.round(c.p.wood), rx=3)
    c.rect(x + 12, y + 12, w - 24, h - 24, c.p.cream)
    with c.inside(f"M{x + 34} {y + 34}h{w - 68}v{h - 68}h{68 - w}z"):
        c.ramp(x, y, w, h, c.lift(c.p.b, 0.6), c.lift(c.p.b, 0.2))
        c.oval(x + w * c.chance.between(0.3, 0.7), y + h * 0.42, w * 0.2, w * 0.2, c.p.a)
        for k in range(3):
            top = y + h * (0.56 + 0.13 * k)
            tone = (c.lift(c.p.c, 0.3), c.p.c, c.sink(c.p.c, 0.3))[k]
            c.path(
                smooth(
                    [
                        (x, top),
                        (x + w * 0.3, top - c.chance.between(0, 50)),
                        (x + w * 0.65, top + 24),
                        (x + w, top - c.chance.between(-20, 40)),
                    ]
                )
                + f"V{y + h}H{x}Z",
                tone,
            )


def board(c: Canvas, x: float, y: float, w: float, thick: float = 26) -> None:
    """A shelf fixed to the wall."""
    c.rect(x + 8, y + thick, w - 16, 46, c.linear((0, c.p.ink, 0.26), (1, c.p.ink, 0)))
    c.rect(x, y, w, thick, c.linear(c.lift(c.p.wood, 0.3), c.sink(c.p.wood, 0.2)), rx=3)


def book(c: Canvas, x: float, y: float, w: float, h: float, colour: str, lean: float = 0) -> None:
    """A book standing with its spine to us."""
    with c.at(x, y, rotate=lean):
        c.rect(0, -h, w, h, c.round(colour, 0.8), rx=3)
        c.rect(0, -h * 0.86, w, 5, c.lift(colour, 0.6), opacity=0.8)
        c.rect(0, -h * 0.2, w, 5, c.lift(colour, 0.6), opacity=0.8)
        if w > 34:
            c.rect(w * 0.36, -h * 0.7, w * 0.28, h * 0.3, c.lift(colour, 0.7), rx=2, opacity=0.7)


def books_lying(c: Canvas, colours: list[str], wide: float = 240) -> float:
    """A pile of books lying; answers the y of its top."""
    c.stand(wide * 0.6, 30)
    y = 0.0
    for i, colour in enumerate(colours):
        w, tall = wide * c.chance.between(0.84, 1.0), c.chance.between(32, 46)
        x = -w / 2 + c.chance.between(-14, 14)
        c.rect(x, y - tall, w, tall, c.flat(colour), rx=5)
        c.rect(x + w - 10, y - tall + 6, 12, tall - 12, c.p.cream, rx=2)
        c.rect(x + 22, y - tall, 6, tall, c.lift(colour, 0.55), opacity=0.7)
        c.rect(x, y - 4, w, 4, c.p.ink, opacity=0.2)
        y -= tall
        if i > 3:
            break
    return y


def cloth(
    c: Canvas, x: float, y: float, w: float, h: float, colour: str, kind: str = "check"
) -> None:
    """A cloth lying flat: `check`, `stripe` or `plain`, with a fringe."""
    c.rect(x + 6, y + 10, w, h, c.p.ink, rx=8, opacity=0.18)
    c.rect(x, y, w, h, c.flat(c.lift(c.p.cream, 0.2)), rx=8)
    step = 60
    with c.inside(f"M{x} {y}h{w}v{h}h{-w}z"):
        for k in range(int(w / step) + 1):
            if kind != "plain":
                c.rect(
                    x + k * step, y, step / 2, h, colour, opacity=0.55 if kind == "check" else 0.8
                )
        for k in range(int(h / step) + 1):
            if kind == "check":
                c.rect(x, y + k * step, w, step / 2, colour, opacity=0.5)
        if kind == "plain":
            c.rect(x, y, w, h, c.flat(colour))
            c.rect(
                x + 20,
                y + 20,
                w - 40,
                h - 40,
                "none",
                stroke=c.lift(colour, 0.5),
                stroke_width=4,
                stroke_dasharray="14 10",
            )
