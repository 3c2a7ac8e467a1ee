"""Products on a plain ground, as a shop shows them."""

from collections.abc import Callable

from hongmao.demo.pictures.canvas import Canvas, curve, polygon, smooth, trace
from hongmao.demo.pictures.parts.greenery import sprig
from hongmao.demo.pictures.parts.shoes import shoe
from hongmao.demo.pictures.parts.vessels import (
    gleam,
    outline,
    teapot,
    turned,
    vase,
)
from hongmao.demo.pictures.scenes.camps import lantern, tent
from hongmao.demo.pictures.scenes.drinks import kettle
from hongmao.demo.pictures.scenes.home import lamp
from hongmao.demo.pictures.scenes.pantry import (
    badge,
    candle,
    cookie_tin,
    cream,
    mugs,
    nut_bag,
    serum,
    tea_tin,
    thermos,
    tube,
)


def stage(c: Canvas) -> None:
    """A seamless ground with a pool of light."""
    c.ramp(0, 0, c.w, c.h, c.lift(c.p.wall, 0.55), c.lift(c.p.wall, 0.25), c.lift(c.p.ground, 0.4))
    c.glow(c.w * 0.42, c.h * 0.4, 430, "#ffffff", 0.6)


def staged(
    thing: Callable[[Canvas], None], y: float = 700, size: float = 1.0, x: float = 450
) -> Callable[[Canvas], None]:
    """A scene of one thing alone, standing at (`x`, `y`)."""

    def scene(c: Canvas) -> None:
        stage(c)
        with c.at(x, y, size):
            thing(c)

    scene.__doc__ = thing.__doc__
    return scene


def coffee_bag(c: Canvas) -> None:
    """A bag of coffee with a few beans before it."""
    c.stand(190, 240)
    colour = c.chance.pick((c.p.a, c.p.c, c.p.ink))
    data = (
        "M -176 -520 L 176 -520 Q 190 -300 196 -20 Q 190 4 160 2 L -160 2 Q -190 "
        "4 -196 -20 Q -190 -300 -176 -520 Z"
    )
    c.path(data, c.round(colour, 0.8))
    c.rect(-178, -544, 356, 60, c.round(c.sink(colour, 0.2)), rx=6)
    c.rect(-178, -500, 356, 5, c.lift(colour, 0.4))
    c.path("M -196 -20 Q -150 -120 -150 -300 L -176 -480 Z", c.p.ink, opacity=0.12)
    c.rect(-122, -400, 244, 290, c.linear(c.lift(c.p.cream, 0.8), c.sink(c.p.cream, 0.08)), rx=14)
    badge(c, -300, 74, c.p.c if colour != c.p.c else c.p.a)
    for k, w in enumerate((150, 110, 130)):
        c.rect(-w / 2, -190 + 24 * k, w, 8, c.p.ink, rx=4, opacity=0.35)
    c.oval(0, -446, 17, 17, c.sink(colour, 0.3))
    beans(c, 9)


def beans(c: Canvas, count: int) -> None:
    """Coffee beans scattered before a thing."""
    for _ in range(count):
        with c.at(
            c.chance.between(-270, 280), c.chance.between(30, 80), rotate=c.chance.between(0, 180)
        ):
            c.oval(4, 8, 26, 14, c.p.ink, opacity=0.2)
            c.oval(0, 0, 25, 17, c.ball("#5e3722"))
            c.stroke("M -21 0 Q 0 9 21 0", "#2e1a10", 3.4)


def drip_box(c: Canvas) -> None:
    """A box of drip bags, two of them out of it."""
    c.stand(250, 120)
    c.path(polygon([(-250, -330), (120, -330), (120, 0), (-250, 0)]), c.flat(c.p.a))
    c.path(polygon([(120, -330), (250, -380), (250, -50), (120, 0)]), c.flat(c.sink(c.p.a, 0.3)))
    c.path("M -250 -330 L -120 -380 L 250 -380 L 120 -330 Z", c.flat(c.lift(c.p.a, 0.4)))
    c.rect(-250, -120, 370, 60, c.lift(c.p.a, 0.6))
    with c.at(-66, 0):
        badge(c, -216, 72, c.p.c)
    for x, turn in ((-150, -12), (-20, 8)):
        with c.at(x, 66, rotate=turn):
            c.rect(-70, -150, 160, 170, c.p.ink, rx=8, opacity=0.16)
            c.rect(-80, -160, 160, 170, c.linear(c.p.cream, c.sink(c.p.cream, 0.1)), rx=8)
            c.rect(-80, -160, 160, 36, c.p.b, rx=8)
            c.oval(0, -60, 34, 34, c.p.a)


def dripper(c: Canvas) -> None:
    """A ceramic dripper with ribs, on its glass."""
    c.stand(150, 120)
    data = outline([(112, -210), (118, -190), (108, 0)], sharp=True)
    c.path(
        data,
        c.linear((0, "#ffffff", 0.75), (0.5, "#ffffff", 0.3), (1, c.p.ink, 0.2), angle="across"),
    )
    with c.inside(data):
        c.rect(-130, -110, 260, 120, c.linear("#8a5331", "#4a2817"))
    c.oval(0, -228, 176, 34, c.sink(c.p.a, 0.2))
    c.oval(0, -236, 176, 34, c.round(c.p.a))
    ring = smooth([(140, -400), (236, -392), (220, -310), (96, -296)])
    c.stroke(ring, c.sink(c.p.a, 0.3), 26)
    c.stroke(ring, c.lift(c.p.a, 0.1), 14)
    turned(c, [(196, -460), (150, -350), (86, -246), (90, -236)], c.p.a, stand=False, sharp=True)
    for k in range(-5, 6):
        c.stroke(
            trace("M", k * 30, -440 + abs(k) * 3, "L", k * 13, -262),
            c.sink(c.p.a, 0.25),
            4,
            opacity=0.4,
        )
    gleam(c, -140, -420, 90, 12)


def cold_brew(c: Canvas) -> None:
    """A bottle of cold brew and a glass of it."""
    with c.at(-80, 0):
        data = turned(
            c,
            [(50, -560), (50, -470), (118, -400), (124, -360), (124, -20), (112, 0)],
            "#54301e",
            mouth=False,
        )
        with c.inside(data):
            c.rect(-130, -330, 260, 210, c.round(c.p.cream))
        badge(c, -224, 72, c.p.c)
        c.rect(-56, -600, 112, 66, c.round(c.p.a), rx=8)
        gleam(c, -104, -370, 330, 10)
    with c.at(170, 50):
        data = turned(c, [(92, -220), (78, 0)], "#e9e2d8", sharp=True, mouth=False)
        with c.inside(data):
            c.rect(-100, -170, 200, 180, c.linear("#8a5331", "#4d2a18"))
            for k in range(4):
                with c.at(-40 + 28 * k, -140 + 20 * (k % 2), rotate=k * 27):
                    c.rect(-26, -26, 52, 52, "#ffffff", rx=10, opacity=0.4)
        c.oval(0, -220, 92, 19, "none", stroke="#ffffff", stroke_width=5)


def paper_lamp(c: Canvas) -> None:
    """A paper lantern of a lamp on three legs, lit."""
    c.stand(160, 160)
    c.glow(0, -370, 420, "#ffd98a", 0.6)
    for x in (-120, 0, 120):
        c.stroke(trace("M", x * 0.5, -190, "L", x, 0), c.p.wood, 16)
    data = curve(
        "0 -590, 150 -540, 210 -380, 150 -220, 0 -176, -150 -220, -210 -380, -150 -540", closed=True
    )
    c.path(data, c.radial((0, "#fffdf0", 1), (0.7, "#ffe7b0", 1), (1, "#f5c877", 1), y=0.6, r=0.6))
    with c.inside(data):
        for k in range(11):
            c.stroke(
                trace("M", -220, -570 + 38 * k, "Q", 0, -540 + 38 * k, 220, -570 + 38 * k),
                "#d8a552",
                3,
                opacity=0.5,
            )


def big_vase(c: Canvas) -> None:
    """A vase with a branch."""
    kind = c.chance.pick(("moon", "belly", "gourd", "bottle"))
    with c.at(scale=1.34):
        mouth = vase(c, kind, c.p.a, 0.9)
        for lean in (-120, 70):
            with c.at(0, mouth):
                sprig(c, 180, c.p.leaf, lean=lean * 0.8, leaves=8, size=0.26)


def desk_light(c: Canvas) -> None:
    """A desk lamp."""
    lamp(c, c.p.a, 1.24)


def trail_pair(c: Canvas) -> None:
    """A pair of trail shoes."""
    with c.at(50, -90, 1.3):
        shoe(c, c.p.a, c.p.c, "trail")
    with c.at(-20, 30, 1.5):
        shoe(c, c.p.a, c.p.c, "trail")


SCENES = {
    "p_coffee_bag": staged(coffee_bag, 740, 1.05),
    "p_drip_box": staged(drip_box, 660, 1.12),
    "p_dripper": staged(dripper, 720, 1.15),
    "p_cold_brew": staged(cold_brew, 740, 1.0),
    "p_kettle": staged(lambda c: kettle(c, c.p.a), 680, 1.7, 480),
    "p_serum": staged(serum, 740, 1.05),
    "p_cream": staged(cream, 660, 1.1),
    "p_tube": staged(tube, 740, 1.05),
    "p_tent": staged(lambda c: tent(c, c.p.a), 640, 1.3, 415),
    "p_shoes": staged(trail_pair, 600, 1.05),
    "p_thermos": staged(thermos, 740, 1.05),
    "p_lantern": staged(lambda c: lantern(c, 2.2), 740),
    "p_lamp": staged(desk_light, 760, 1.05, 440),
    "p_paper_lamp": staged(paper_lamp, 760, 1.0),
    "p_vase": staged(big_vase, 760, 1.0),
    "p_mugs": staged(mugs, 680, 1.0),
    "p_candle": staged(candle, 700, 1.1),
    "p_tea_tin": staged(tea_tin, 730, 1.05),
    "p_cookie_tin": staged(cookie_tin, 710, 1.05),
    "p_nut_bag": staged(nut_bag, 730, 1.05),
    "p_teapot": staged(lambda c: teapot(c, c.p.a, 1.7), 660, 1.0, 440),
}
