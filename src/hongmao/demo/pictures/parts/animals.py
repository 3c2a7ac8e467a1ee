"""Cats and dogs."""

import msgspec

from hongmao.demo.pictures.canvas import Canvas, curve, sized, smooth, trace


class Coat(msgspec.Struct, frozen=True):
    """The colours of an animal: back, belly, stripes or patches, eyes."""

    base: str
    belly: str
    mark: str
    eye: str
    striped: bool = False
    patched: bool = False


CATS = (
    Coat("#e8964a", "#fff1dc", "#c26a26", "#6f8f3a", striped=True),
    Coat("#f3ece2", "#ffffff", "#e0903f", "#5a93b8", patched=True),
    Coat("#7d8691", "#e9ecef", "#57606c", "#d8a12e", striped=True),
    Coat("#34313a", "#f6f1ea", "#201e26", "#e0b93c"),
    Coat("#d9b48c", "#fbf0df", "#5b4334", "#4f8fc0"),
)
"""Coats of cats: ginger, calico, grey tabby, tuxedo, and a pale one."""

DOGS = (
    Coat("#d98d45", "#fff0d9", "#b96c2a", "#3a2418"),
    Coat("#f2e2c4", "#fffaf0", "#d9bd8d", "#33241b"),
    Coat("#8a5a3c", "#e9cba7", "#5c3824", "#241510"),
)
"""Coats of dogs: shiba, cream, brown."""


def ear(c: Canvas, side: int, size: float, colour: str, inner: str) -> None:
    """A pointed ear on the left (-1) or right (1) of a head of `size`."""
    with c.at(flip=side < 0):
        c.path(
            sized("M 0.2 -0.62 Q 0.52 -1.3 0.8 -1.18 Q 1.02 -0.9 0.88 -0.26 Z", size),
            c.round(colour, 0.7),
        )
        c.path(
            sized("M 0.4 -0.66 Q 0.6 -1.08 0.76 -1.02 Q 0.9 -0.8 0.78 -0.42 Z", size),
            inner,
        )


def eyes(
    c: Canvas, size: float, colour: str, *, shut: bool = False, apart: float = 0.42, y: float = -0.1
) -> None:
    """Two eyes, open or shut in contentment."""
    for side in (-1, 1):
        x, at = side * size * apart, size * y
        if shut:
            c.stroke(
                trace("M", x - size * 0.16, at, "Q", x, at + size * 0.15, x + size * 0.16, at),
                "#3a2620",
                size * 0.06,
            )
        else:
            c.oval(x, at, size * 0.17, size * 0.19, colour)
            c.oval(x, at + size * 0.01, size * 0.115, size * 0.16, "#1d1418")
            c.oval(x - size * 0.05, at - size * 0.07, size * 0.055, size * 0.06, "#ffffff")


def fur(c: Canvas, data: str, coat: Coat, size: float) -> None:
    """Stripes, patches and the pale muzzle of a cat's face of outline `data`."""
    with c.inside(data):
        if coat.striped:
            for x, tall in ((-0.22, 0.36), (0, 0.46), (0.22, 0.36)):
                c.path(
                    (
                        f"M {size * (x - 0.07)} {-size} L {size * (x + 0.07)} {-size} L "
                        f"{size * x} {-size * (1 - tall) + size * 0.1} Z"
                    ),
                    coat.mark,
                )
            for side in (-1, 1):
                for k in range(2):
                    c.stroke(
                        (
                            f"M {side * size * 1.1} {size * (0.06 + 0.2 * k)} "
                            f"L {side * size * 0.76} {size * (0.12 + 0.16 * k)}"
                        ),
                        coat.mark,
                        size * 0.08,
                    )
        if coat.patched:
            c.oval(size * 0.62, -size * 0.6, size * 0.56, size * 0.6, coat.mark)
            c.oval(-size * 0.86, -size * 0.5, size * 0.34, size * 0.5, "#4b4148")
        c.oval(0, size * 0.46, size * 0.5, size * 0.42, coat.belly)
        c.oval(0, size * 0.1, size * 0.2, size * 0.4, coat.belly, opacity=0.85)


def cat_head(c: Canvas, coat: Coat, size: float, *, shut: bool = False) -> None:
    """A cat's face around the origin."""
    for side in (-1, 1):
        ear(c, side, size, coat.mark if coat.patched and side > 0 else coat.base, "#f2a9a0")
    data = curve(
        "0 -0.86, 0.62 -0.74, 1.04 -0.06, 0.78 0.56, 0 0.8, -0.78 0.56, -1.04 -0.06, -0.62 -0.74",
        size,
        closed=True,
    )
    c.path(data, c.ball(coat.base, 0.6))
    fur(c, data, coat, size)
    eyes(c, size, coat.eye, shut=shut)
    muzzle(c, size, "#e2857f")
    for side in (-1, 1):
        c.oval(side * size * 0.62, size * 0.26, size * 0.17, size * 0.1, "#f08a80", opacity=0.35)
        for k in (-1, 0, 1):
            c.stroke(
                (
                    f"M {side * size * 0.42} {size * (0.3 + 0.03 * k)} Q {side * size * 0.9} "
                    f"{size * (0.24 + 0.08 * k)} {side * size * 1.25} "
                    f"{size * (0.26 + 0.16 * k)}"
                ),
                "#ffffff",
                size * 0.025,
                opacity=0.8,
            )


def muzzle(c: Canvas, size: float, nose: str) -> None:
    """Nose and mouth."""
    c.path(
        sized("M -0.11 0.14 Q 0 0.1 0.11 0.14 Q 0.08 0.24 0 0.27 Q -0.08 0.24 -0.11 0.14 Z", size),
        nose,
    )
    c.stroke(
        sized("M -0.2 0.36 Q -0.1 0.46 0 0.36 Q 0.1 0.46 0.2 0.36", size),
        "#5a3a34",
        size * 0.045,
    )


def tail(c: Canvas, points: list[tuple[float, float]], coat: Coat, width: float) -> None:
    """A tail along `points`."""
    data = smooth(points)
    c.stroke(data, c.sink(coat.base, 0.22), width)
    c.stroke(data, coat.base, width * 0.78)
    if coat.striped:
        c.stroke(
            data,
            coat.mark,
            width * 0.8,
            stroke_dasharray=f"{width * 0.3:.0f} {width * 0.9:.0f}",
            stroke_linecap="butt",
        )


def cat_sitting(c: Canvas, coat: Coat, size: float = 1.0) -> None:
    """A cat sitting and facing us, its tail around its feet."""
    with c.at(scale=size):
        c.stand(130, 140)
        tail(c, [(96, -30), (190, -34), (210, -110), (180, -150)], coat, 40)
        data = curve(
            "0 -310, 78 -270, 104 -190, 136 -90, 124 -14, 0 2, -124 -14, -136 -90, -104 "
            "-190, -78 -270",
            closed=True,
        )
        c.path(data, c.round(coat.base, 0.7))
        with c.inside(data):
            if coat.striped:
                for side in (-1, 1):
                    for k in range(4):
                        c.stroke(
                            trace("M", side * 150, -220 + k * 52, "L", side * 84, -206 + k * 52),
                            coat.mark,
                            15,
                        )
            if coat.patched:
                c.oval(96, -120, 70, 90, coat.mark)
                c.oval(-110, -60, 50, 60, "#4b4148")
            c.path(
                curve("0 -290, 62 -220, 70 -110, 48 -10, -48 -10, -70 -110, -62 -220", closed=True),
                c.flat(coat.belly),
            )
        for side in (-1, 1):
            c.stroke(
                trace("M", side * 34, -130, "L", side * 40, -20),
                c.sink(coat.belly, 0.12),
                5,
                opacity=0.7,
            )
            c.oval(side * 46, -8, 40, 22, c.ball(coat.belly, 0.4))
            c.oval(side * 96, -8, 36, 20, c.ball(coat.base, 0.5))
        with c.at(0, -350):
            cat_head(c, coat, 106)


def cat_loaf(c: Canvas, coat: Coat, size: float = 1.0) -> None:
    """A cat asleep with its paws tucked in."""
    with c.at(scale=size):
        c.stand(230, 60)
        data = curve(
            "-210 -40, -190 -130, -80 -180, 60 -210, 190 -180, 250 -100, 244 -30, 160 2, "
            "0 6, -150 4",
            closed=True,
        )
        c.path(data, c.linear(c.lift(coat.base, 0.22), coat.base, c.sink(coat.base, 0.3)))
        with c.inside(data):
            if coat.striped:
                for k in range(5):
                    c.path(
                        (
                            f"M {20 + k * 46} -230 Q {6 + k * 50} -150 {30 + k * 46} -96 Q "
                            f"{34 + k * 48} -150 {46 + k * 46} -230 Z"
                        ),
                        coat.mark,
                        opacity=0.9,
                    )
            if coat.patched:
                c.oval(80, -190, 80, 70, coat.mark)
                c.oval(210, -80, 60, 80, "#4b4148")
            c.oval(-120, 20, 130, 60, coat.belly)
        tail(c, [(236, -50), (220, 6), (100, 14), (10, 2)], coat, 44)
        with c.at(-140, -128, rotate=-6):
            cat_head(c, coat, 92, shut=True)
        for x in (-150, -96):
            c.oval(x, -2, 36, 20, c.ball(coat.belly, 0.4))


def cat_behind(c: Canvas, coat: Coat, size: float = 1.0) -> None:
    """A cat from behind, looking at something."""
    with c.at(scale=size):
        c.stand(130, 100)
        for side in (-1, 1):
            with c.at(0, -330):
                tone = coat.mark if not coat.striped else coat.base
                ear(c, side, 96, tone, c.sink(tone, 0.1))
        body = curve(
            "0 -300, 80 -270, 110 -180, 142 -80, 120 -8, 0 2, -120 -8, -142 -80, -110 "
            "-180, -80 -270",
            closed=True,
        )
        c.path(body, c.round(coat.base, 0.8))
        with c.inside(body):
            if coat.striped:
                for k in range(4):
                    c.stroke(
                        (
                            f"M {-70 - k * 9} {-216 + k * 48} Q 0 {-180 + k * 50} {70 + k * 9} "
                            f"{-216 + k * 48}"
                        ),
                        coat.mark,
                        16,
                    )
            if coat.patched:
                c.oval(70, -140, 80, 80, coat.mark)
                c.oval(-90, -60, 60, 70, "#4b4148")
        head = curve(
            "0 -418, 66 -404, 100 -340, 70 -276, 0 -262, -70 -276, -100 -340, -66 -404", closed=True
        )
        c.path(head, c.round(coat.base, 0.8))
        with c.inside(head):
            for x in (-30, 0, 30) if coat.striped else ():
                c.stroke(trace("M", x, -420, "L", x * 0.8, -360), coat.mark, 13)
            if coat.patched:
                c.oval(60, -390, 60, 60, coat.mark)
        tail(c, [(40, -14), (150, -4), (214, -40), (196, -90)], coat, 38)


def dog_head(c: Canvas, coat: Coat, size: float, *, floppy: bool = False) -> None:
    """A dog's face around the origin, tongue out."""
    for side in (-1, 1):
        if floppy:
            with c.at(flip=side < 0):
                c.path(
                    curve("0.5 -0.74, 1 -0.66, 1.3 0.1, 1.08 0.5, 0.82 0.1", size, closed=True),
                    c.round(coat.mark),
                )
        else:
            ear(c, side, size, coat.base, c.lift(coat.belly, 0.2))
    data = curve(
        "0 -0.84, 0.66 -0.7, 0.98 0, 0.7 0.62, 0 0.9, -0.7 0.62, -0.98 0, -0.66 -0.7",
        size,
        closed=True,
    )
    c.path(data, c.ball(coat.base, 0.6))
    with c.inside(data):
        for side in (-1, 1):
            c.oval(side * size * 0.66, size * 0.52, size * 0.52, size * 0.56, coat.belly)
            c.oval(side * size * 0.36, -size * 0.4, size * 0.13, size * 0.09, coat.belly)
        c.oval(0, size * 0.5, size * 0.46, size * 0.46, coat.belly)
    eyes(c, size * 0.86, coat.eye, y=-0.12)
    c.path(
        sized("M -0.15 0.52 Q 0 0.5 0.15 0.52 Q 0.15 0.86 0 0.86 Q -0.15 0.86 -0.15 0.52 Z", size),
        c.flat("#f07f86"),
    )
    c.oval(0, size * 0.2, size * 0.19, size * 0.14, c.ball("#2a1d1f"))
    c.stroke(
        sized("M -0.3 0.44 Q -0.12 0.58 0 0.42 Q 0.12 0.58 0.3 0.44", size),
        "#4a2f28",
        size * 0.055,
    )


def dog_sitting(c: Canvas, coat: Coat, size: float = 1.0, *, floppy: bool = False) -> None:
    """A dog sitting and facing us, with a collar."""
    with c.at(scale=size):
        c.stand(140, 150)
        tail(c, [(100, -80), (170, -130), (196, -210), (140, -226)], coat, 46)
        data = curve(
            "0 -330, 92 -280, 112 -190, 142 -90, 130 -12, 0 2, -130 -12, -142 -90, -112 "
            "-190, -92 -280",
            closed=True,
        )
        c.path(data, c.round(coat.base, 0.7))
        with c.inside(data):
            c.path(
                curve("0 -320, 84 -240, 76 -110, 50 -10, -50 -10, -76 -110, -84 -240", closed=True),
                c.flat(coat.belly),
            )
        for side in (-1, 1):
            c.path(
                sized("M 16 -170 L 24 -14 Q 50 8 78 -12 L 70 -170 Z", side, 1),
                c.round(c.sink(coat.belly, 0.04), 0.4),
            )
            c.oval(side * 50, -8, 42, 22, c.ball(coat.belly, 0.4))
            c.oval(side * 112, -12, 40, 24, c.ball(coat.base, 0.5))
        c.stroke("M -78 -262 Q 0 -214 78 -262", c.p.a, 22)
        c.oval(0, -226, 18, 18, c.ball("#f0c24a"))
        with c.at(0, -372):
            dog_head(c, coat, 116, floppy=floppy)
