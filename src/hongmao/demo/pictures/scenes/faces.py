"""Faces for avatars: animals and people."""

import math

from hongmao.demo.pictures.canvas import Canvas, curve, sized, trace
from hongmao.demo.pictures.parts.animals import CATS, DOGS, Coat, cat_head, dog_head, eyes, muzzle

SKINS = ("#fbdcc0", "#f5cba6", "#e9b48c")
HAIRS = ("#2b2024", "#4a2f26", "#6b4230", "#8a5a3a")


def ground(c: Canvas) -> None:
    """A round of colour behind a face."""
    c.fill(c.lift(c.p.b, 0.4), c.p.b)
    c.oval(450, 470, 390, 390, c.lift(c.p.b, 0.62), opacity=0.6)


def shoulders(c: Canvas, colour: str) -> None:
    """Shoulders below a face."""
    c.path("M 90 920 Q 110 700 340 690 L 560 690 Q 790 700 810 920 Z", c.flat(colour))


def face_cat(c: Canvas) -> None:
    """A cat with a scarf."""
    ground(c)
    coat = c.chance.pick(CATS)
    shoulders(c, coat.base)
    scarf(c, c.p.a)
    with c.at(450, 470):
        cat_head(c, coat, 290, shut=c.chance.unit() < 0.3)


def scarf(c: Canvas, colour: str) -> None:
    """A scarf around a neck."""
    c.path("M 220 690 Q 450 830 680 690 L 700 770 Q 450 920 200 770 Z", c.flat(colour))
    c.path(
        "M 250 728 Q 450 850 650 728", stroke=c.p.cream, stroke_width=12, stroke_dasharray="26 22"
    )


def face_dog(c: Canvas) -> None:
    """A dog with a collar."""
    ground(c)
    coat = c.chance.pick(DOGS)
    shoulders(c, coat.base)
    c.path("M 240 700 Q 450 820 660 700 L 668 750 Q 450 880 232 750 Z", c.flat(c.p.a))
    c.oval(450, 830, 40, 40, c.ball("#f0c24a"))
    with c.at(450, 460):
        dog_head(c, coat, 290, floppy=c.chance.unit() < 0.5)


def plain_head(c: Canvas, colour: str, wide: float = 300, tall: float = 270) -> str:
    """A round head at the origin; answers its outline."""
    data = curve(
        "0 -1, 0.72 -0.72, 1 0.1, 0.7 0.84, 0 1, -0.7 0.84, -1 0.1, -0.72 -0.72",
        wide,
        tall,
        closed=True,
    )
    c.path(data, c.ball(colour, 0.6))
    return data


def cheeks(c: Canvas, x: float = 190, y: float = 80) -> None:
    """Rosy cheeks."""
    for side in (-1, 1):
        c.oval(side * x, y, 52, 32, "#f2837f", opacity=0.4)


def face_rabbit(c: Canvas) -> None:
    """A rabbit with a flower at its ear."""
    ground(c)
    fur = c.chance.pick(("#fbf5ee", "#d9c3ad", "#b9b5bf"))
    shoulders(c, c.p.a)
    with c.at(450, 530):
        for side in (-1, 1):
            with c.at(side * 120, -190, rotate=side * 14):
                c.oval(0, -150, 76, 210, c.round(fur, 0.7))
                c.oval(0, -140, 40, 160, "#f3b0aa")
        plain_head(c, fur)
        eyes(c, 300, "#6b3a34", y=-0.04)
        muzzle(c, 260, "#e2857f")
        cheeks(c, 190, 100)
        for k in range(5):
            turn = math.tau * k / 5
            c.oval(150 + 44 * math.cos(turn), -210 + 44 * math.sin(turn), 36, 36, c.ball(c.p.a))
        c.oval(150, -210, 28, 28, c.ball("#f4c752"))


def face_bear(c: Canvas) -> None:
    """A bear."""
    ground(c)
    fur = c.chance.pick(("#a9714a", "#7d5138", "#d9b48a"))
    shoulders(c, c.p.c)
    with c.at(450, 480):
        for side in (-1, 1):
            c.oval(side * 230, -210, 104, 104, c.ball(fur))
            c.oval(side * 230, -206, 58, 58, c.lift(fur, 0.4))
        plain_head(c, fur, 310, 280)
        c.oval(0, 110, 140, 112, c.ball(c.lift(fur, 0.6), 0.4))
        eyes(c, 260, "#2b1c18", y=-0.14)
        c.oval(0, 64, 50, 36, c.ball("#33211c"))
        c.stroke("M 0 100 L 0 136 M -56 150 Q -26 182 0 140 Q 26 182 56 150", "#4a2f28", 12)
        cheeks(c, 210, 70)


def face_panda(c: Canvas) -> None:
    """A panda with a leaf."""
    ground(c)
    shoulders(c, "#2c2a33")
    with c.at(450, 480):
        for side in (-1, 1):
            c.oval(side * 236, -204, 104, 104, c.ball("#34323c"))
        plain_head(c, "#fcf8f1", 316, 276)
        for side in (-1, 1):
            with c.at(side * 128, -6, rotate=side * 34):
                c.oval(0, 0, 68, 92, "#34323c")
            c.oval(side * 118, -14, 30, 32, "#17151c")
            c.oval(side * 118 - 9, -26, 11, 12, "#ffffff")
        c.oval(0, 90, 44, 30, c.ball("#2c2a33"))
        c.stroke("M -54 140 Q -26 170 0 132 Q 26 170 54 140", "#4a3f46", 11)
        cheeks(c, 210, 110)
        c.stroke("M 60 150 Q 150 190 230 150", c.p.leaf, 14)
        for x, turn in ((150, 30), (210, -10)):
            c.oval(x, 156, 46, 18, c.ball(c.p.leaf), transform=f"rotate({turn - 30} {x} 156)")


def face_fox(c: Canvas) -> None:
    """A fox."""
    ground(c)
    shoulders(c, c.p.c)
    scarf(c, c.p.cream)
    coat = Coat("#e2783a", "#fff4e6", "#b9541f", "#3a2418")
    with c.at(450, 480):
        for side in (-1, 1):
            with c.at(flip=side < 0):
                c.path("M 70 -200 Q 210 -420 268 -396 Q 320 -320 276 -80 Z", c.round(coat.base))
                c.path("M 140 -210 Q 220 -350 252 -340 Q 276 -280 246 -130 Z", "#3b2a2a")
        data = curve(
            "0 -240, 200 -190, 330 50, 150 190, 0 270, -150 190, -330 50, -200 -190", closed=True
        )
        c.path(data, c.ball(coat.base, 0.6))
        with c.inside(data):
            for side in (-1, 1):
                c.path(
                    sized("M 0 280 Q 40 60 130 20 Q 250 0 360 60 L 200 320 Z", side, 1),
                    coat.belly,
                )
        eyes(c, 270, "#2b1c18", y=-0.12, apart=0.46)
        c.oval(0, 170, 44, 34, c.ball("#2b1d1f"))
        c.stroke("M -50 210 Q -24 236 0 204 Q 24 236 50 210", "#4a2f28", 11)
        cheeks(c, 200, 90)


def hair_front(c: Canvas, style: str, hair: str) -> None:
    """Hair over the forehead."""
    fringe = {
        "bob": (
            "M 450 160 C 180 160 200 360 214 500 Q 240 380 290 360 Q 450 400 612 360 "
            "Q 660 380 686 500 C 700 360 720 160 450 160 Z"
        ),
        "long": (
            "M 450 160 C 180 160 190 380 210 520 Q 250 400 430 300 Q 460 280 470 300 "
            "Q 650 400 690 520 C 710 380 720 160 450 160 Z"
        ),
        "short": (
            "M 440 150 C 200 130 180 330 222 440 Q 250 370 270 340 Q 400 380 560 300 "
            "Q 620 340 670 440 C 730 330 690 160 440 150 Z"
        ),
        "bun": (
            "M 450 170 C 220 170 190 340 216 460 Q 260 360 450 300 Q 640 360 684 460 "
            "C 710 340 680 170 450 170 Z"
        ),
    }
    c.path(fringe[style], c.ball(hair, 0.8))


def face_person(c: Canvas) -> None:
    """Someone with a haircut, sometimes glasses, earrings or a hat."""
    ground(c)
    skin, hair = c.chance.pick(SKINS), c.chance.pick(HAIRS)
    style = c.chance.pick(("bob", "long", "short", "bun"))
    if style in ("bob", "long"):
        low = 640 if style == "bob" else 860
        c.path(
            (
                f"M 450 150 C 130 140 150 420 170 {low} Q 300 {low + 50} 450 {low - 20} "
                f"Q 600 {low + 50} 730 {low} C 750 420 770 140 450 150 Z"
            ),
            c.ball(c.sink(hair, 0.1), 0.5),
        )
    if style == "bun":
        c.oval(450, 150, 120, 112, c.ball(hair, 0.7))
    c.rect(380, 620, 140, 160, c.sink(skin, 0.12), rx=60)
    shoulders(c, c.chance.pick((c.p.a, c.p.c, c.p.cream)))
    c.path("M 350 694 Q 450 800 550 694 Z", c.sink(skin, 0.06))
    for side in (-1, 1):
        c.oval(450 + side * 222, 478, 40, 54, c.ball(skin, 0.5))
        if style in ("bun", "bob"):
            c.oval(450 + side * 228, 546, 18, 18, c.ball(c.p.a))
    face = curve(
        "450 210, 620 270, 668 440, 610 610, 450 690, 290 610, 232 440, 280 270", closed=True
    )
    c.path(face, c.ball(skin, 0.3))
    features(c, hair)
    hair_front(c, style, hair)
    if c.chance.unit() < 0.45:
        for x in (352, 548):
            c.oval(x, 470, 78, 70, "#ffffff", opacity=0.18)
            c.oval(x, 470, 78, 70, "none", stroke=c.p.ink, stroke_width=12)
        c.stroke("M 430 460 Q 450 446 470 460", c.p.ink, 11)


def features(c: Canvas, hair: str) -> None:
    """Eyes, brows, nose, mouth and cheeks of a person."""
    smiling = c.chance.unit() < 0.4
    for side in (-1, 1):
        x = 450 + side * 98
        if smiling:
            c.stroke(trace("M", x - 34, 476, "Q", x, 442, x + 34, 476), "#33211f", 13)
        else:
            c.oval(x, 470, 24, 30, "#33211f")
            c.oval(x - 8, 458, 9, 10, "#ffffff")
        c.stroke(trace("M", x - 42, 402, "Q", x, 378, x + 42, 402), hair, 13)
        c.oval(450 + side * 150, 552, 50, 30, "#f2837f", opacity=0.4)
    c.stroke("M 446 510 Q 434 542 456 548", "#c98a6a", 9)
    c.path("M 396 588 Q 450 654 504 588 Q 450 606 396 588 Z", "#c8505a")


SCENES = {
    "face_cat": face_cat,
    "face_dog": face_dog,
    "face_rabbit": face_rabbit,
    "face_bear": face_bear,
    "face_panda": face_panda,
    "face_fox": face_fox,
    "face_person": face_person,
}
