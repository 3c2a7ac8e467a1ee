"""Turned things: cups, bowls, vases, bottles, jars, lamps."""

from collections.abc import Sequence

from hongmao.demo.pictures.canvas import Canvas, curve, smooth, trace

Profile = Sequence[tuple[float, float]]
"""Half width at each height, from the mouth (most negative y) down to the foot."""


def outline(profile: Profile, *, sharp: bool = False, dip: float = 0.16) -> str:
    """The silhouette of a turned thing; the foot is rounded as seen from a little above."""
    right = [(r, y) for r, y in profile]
    left = [(-r, y) for r, y in reversed(profile)]
    foot = profile[-1][0]
    if sharp:
        down, up = "L".join(f"{x:.1f} {y:.1f}" for x, y in right), ""
        up = "L".join(f"{x:.1f} {y:.1f}" for x, y in left)
        return f"M{down}A{foot:.1f} {foot * dip:.1f} 0 0 1 {left[0][0]:.1f} {left[0][1]:.1f}L{up}Z"
    down, up = smooth(right), smooth(left)[1:]
    arc = trace("A", max(foot, 0.1), max(foot * dip, 0.1), 0, 0, 1, *left[0])
    return f"{down} {arc} L {up} Z"


def turned(
    c: Canvas, profile: Profile, colour: str, *, sharp: bool = False, mouth: bool = True,
    stand: bool = True, depth: float = 1.0,
) -> str:  # fmt: skip
    """Draw a turned thing with its shadow and open mouth; answers its outline for decoration."""
    wide = max(r for r, _ in profile)
    top_r, top_y = profile[0]
    if stand:
        c.stand(max(profile[-1][0], wide * 0.7), -top_y * 0.5)
    data = outline(profile, sharp=sharp)
    c.path(data, c.round(colour, depth))
    if mouth:
        c.oval(0, top_y, top_r, top_r * 0.2, c.lift(colour, 0.34))
        c.oval(0, top_y + top_r * 0.02, top_r * 0.86, top_r * 0.15, c.sink(colour, 0.5))
    return data


def band(c: Canvas, data: str, y: float, height: float, colour: str, wide: float) -> None:
    """A stripe around a turned thing of outline `data`, `wide` at most."""
    bend = wide * 0.12
    with c.inside(data):
        c.path(
            trace("M", -wide, y, "Q", 0, y + bend * 2, wide, y, "L", wide, y + height,
                  "Q", 0, y + height + bend * 2, -wide, y + height, "Z"),
            c.round(colour),
        )  # fmt: skip


def gleam(c: Canvas, x: float, y: float, height: float, width: float = 7) -> None:
    """A strip of reflected light."""
    c.rect(x, y, width, height, c.p.cream, rx=width / 2, opacity=0.55)


def steam(c: Canvas, y: float, height: float = 170, wisps: int = 3) -> None:
    """Steam rising from height `y`."""
    for i in range(wisps):
        x = (i - (wisps - 1) / 2) * 34
        sway = 22 * c.chance.sign()
        data = smooth(
            [
                (x, y),
                (x + sway, y - height * 0.3),
                (x - sway, y - height * 0.62),
                (x + sway * 0.5, y - height),
            ]
        )
        for width, part in ((26, 0.14), (14, 0.22), (6, 0.26)):
            fade = c.linear((0, "#ffffff", 0), (0.5, "#ffffff", part), (1, "#ffffff", 0))
            c.stroke(data, fade, width)


def cup(
    c: Canvas, colour: str, drink: str = "", *, wide: float = 78, tall: float = 120,
    saucer: bool = True, hot: bool = True, handle: int = 1,
) -> None:  # fmt: skip
    """A cup with what is in it (`drink`, a colour), seen a little from above."""
    drink = drink or "#5a3524"
    if saucer:
        c.stand(wide * 1.5, 30)
        c.oval(0, 4, wide * 1.62, wide * 0.36, c.round(c.sink(colour, 0.16)))
        c.oval(0, -2, wide * 1.62, wide * 0.34, c.round(c.lift(colour, 0.22)))
        c.oval(0, 0, wide * 0.9, wide * 0.17, c.sink(colour, 0.3), opacity=0.5)
    if handle:
        ring = curve("0.86 -0.84, 1.42 -0.8, 1.36 -0.4, 0.66 -0.25", wide, tall)
        with c.at(flip=handle < 0):
            c.stroke(ring, c.sink(colour, 0.26), 19)
            c.stroke(ring, c.lift(colour, 0.1), 11)
    profile = [
        (wide, -tall),
        (wide * 0.97, -tall * 0.6),
        (wide * 0.84, -tall * 0.25),
        (wide * 0.52, 0),
    ]
    turned(c, profile, colour, mouth=False, stand=not saucer)
    c.oval(0, -tall, wide, wide * 0.24, c.lift(colour, 0.5))
    c.oval(0, -tall + 1, wide * 0.9, wide * 0.2, c.sink(colour, 0.34))
    liquid = c.radial((0, c.lift(drink, 0.25), 1), (1, c.sink(drink, 0.2), 1), x=0.35, y=0.3, r=0.8)
    c.oval(0, -tall + 5, wide * 0.86, wide * 0.17, liquid)
    c.oval(-wide * 0.3, -tall + 2, wide * 0.26, wide * 0.045, c.p.cream, opacity=0.35)
    gleam(c, -wide * 0.7, -tall * 0.72, tall * 0.42)
    if hot:
        steam(c, -tall - 8)


def bowl(c: Canvas, colour: str, wide: float = 230, tall: float = 170, lip: float = 0.32) -> float:
    """A wide bowl; answers the y of its mouth, an ellipse of `wide` by `wide * lip`."""
    profile = [
        (wide, -tall),
        (wide * 0.93, -tall * 0.62),
        (wide * 0.7, -tall * 0.24),
        (wide * 0.4, -6),
        (wide * 0.38, 0),
    ]
    c.stand(wide * 0.75, 60)
    data = outline(profile)
    c.path(data, c.round(colour))
    with c.inside(data):
        for y, part in ((-tall * 0.62, 0.9), (-tall * 0.52, 0.5)):
            c.stroke(trace("M", -wide, y, "Q", 0, y + wide * 0.36, wide, y), c.p.a, 7, opacity=part)
    c.oval(0, -tall, wide, wide * lip, c.lift(colour, 0.55))
    c.oval(0, -tall + 4, wide * 0.93, wide * lip * 0.9, c.sink(colour, 0.38))
    return -tall + 6


VASES: dict[str, Profile] = {
    "belly": [(34, -270), (28, -235), (62, -190), (112, -110), (96, -34), (58, 0)],
    "bottle": [(24, -330), (22, -240), (30, -190), (84, -120), (88, -40), (62, 0)],
    "jar": [(64, -220), (72, -200), (108, -150), (104, -60), (70, 0)],
    "tall": [(52, -360), (44, -300), (60, -170), (68, -60), (46, 0)],
    "moon": [(46, -216), (44, -204), (112, -150), (124, -96), (92, -28), (54, 0)],
    "gourd": [(30, -300), (54, -268), (58, -226), (36, -190), (88, -130), (104, -72), (66, 0)],
    "cone": [(96, -240), (74, -150), (50, -50), (44, 0)],
    "pill": [(38, -200), (70, -186), (82, -130), (82, -70), (68, -16), (40, 0)],
}
"""Silhouettes of vases by name."""


def vase(c: Canvas, kind: str, colour: str, scale: float = 1.0) -> float:
    """A vase of a kind in `VASES`, sometimes glazed in two colours; answers the y of its mouth."""
    profile = [(r * scale, y * scale) for r, y in VASES[kind]]
    data = turned(c, profile, colour)
    wide, tall = max(r for r, _ in profile), -profile[0][1]
    style = c.chance.whole(0, 3)
    if style == 1:
        band(c, data, -tall * 0.36, tall * 0.4, c.sink(colour, 0.3), wide)
    elif style == 2:
        for k in range(3):
            band(c, data, -tall * (0.66 - 0.15 * k), tall * 0.035, c.lift(colour, 0.6), wide)
    elif style == 3:
        with c.inside(data):
            for _ in range(60):
                x, y = c.chance.between(-wide, wide), c.chance.between(-tall, 0)
                c.oval(x, y, 2.4, 2.4, c.sink(colour, 0.5), opacity=0.5)
    gleam(c, -wide * 0.58, -tall * 0.42, tall * 0.2)
    return -tall


def bottle(
    c: Canvas, colour: str, cap: str, *, wide: float = 62, tall: float = 250, label: bool = True
) -> None:
    """A bottle of skincare with a dropper or cap, see-through at its edge."""
    neck = wide * 0.42
    profile = [
        (neck, -tall),
        (neck, -tall * 0.93),
        (wide * 0.94, -tall * 0.86),
        (wide, -tall * 0.78),
        (wide, -12),
        (wide * 0.92, 0),
    ]
    data = turned(c, profile, colour, mouth=False)
    with c.inside(data):
        c.rect(-wide, -tall * 0.6, wide * 2, tall, c.sink(colour, 0.24), opacity=0.35)
        c.oval(0, -tall * 0.6, wide, wide * 0.15, c.lift(colour, 0.4), opacity=0.7)
    if label:
        paper = c.linear(c.lift(c.p.cream, 1), c.sink(c.p.cream, 0.14), angle="across")
        c.rect(-wide * 0.72, -tall * 0.5, wide * 1.5, tall * 0.34, paper, rx=4, opacity=0.94)
        c.rect(-wide * 0.5, -tall * 0.42, wide * 0.72, 5, c.p.ink, rx=2, opacity=0.5)
        c.rect(-wide * 0.5, -tall * 0.36, wide * 0.44, 4, c.p.ink, rx=2, opacity=0.3)
        c.oval(wide * 0.44, -tall * 0.24, 9, 9, c.p.a)
    gleam(c, -wide * 0.84, -tall * 0.74, tall * 0.62, 6)
    c.rect(-neck * 1.25, -tall - 42, neck * 2.5, 52, c.round(cap), rx=6)
    c.path(
        (
            f"M {-neck * 0.62} {-tall - 40} Q {-neck * 0.8} {-tall - 110} 0 "
            f"{-tall - 114} Q {neck * 0.8} {-tall - 110} {neck * 0.62} {-tall - 40} "
            "Z"
        ),
        c.round(c.sink(cap, 0.2)),
    )


def jar(c: Canvas, colour: str, lid: str, *, wide: float = 92, tall: float = 96) -> None:
    """A low jar of cream with its lid."""
    c.stand(wide, 30)
    glass = [(wide * 0.96, -tall), (wide, -tall * 0.86), (wide, -tall * 0.2), (wide * 0.9, 0)]
    c.path(outline(glass, sharp=True), c.round(colour))
    c.rect(-wide * 0.5, -tall * 0.56, wide * 0.7, 6, c.p.ink, rx=3, opacity=0.4)
    c.path(outline([(wide * 1.02, -tall - 44), (wide * 1.04, -tall + 4)], sharp=True), c.round(lid))
    c.oval(
        0,
        -tall - 44,
        wide * 1.02,
        wide * 0.17,
        c.linear(c.lift(lid, 0.5), c.lift(lid, 0.1), angle="across"),
    )
    gleam(c, -wide * 0.8, -tall * 0.7, tall * 0.5)


def teapot(c: Canvas, colour: str, size: float = 1.0) -> None:
    """A round teapot, its spout to the left."""
    with c.at(scale=size):
        dark = c.sink(colour, 0.3)
        loop = smooth([(112, -150), (206, -160), (196, -60), (110, -48)])
        c.stroke(loop, dark, 22)
        c.stroke(loop, c.lift(colour, 0.12), 12)
        c.path(
            "M -92 -86 C -150 -84 -158 -140 -186 -168 L -214 -158 C -196 -100 -170 -50 -92 -36 Z",
            c.round(colour),
        )
        turned(c, [(60, -176), (112, -140), (132, -84), (112, -28), (74, 0)], colour, mouth=False)
        c.oval(0, -172, 66, 15, dark)
        c.path(
            "M -60 -176 Q -46 -206 0 -208 Q 46 -206 60 -176 Q 0 -160 -60 -176 Z",
            c.round(colour),
        )
        c.oval(0, -216, 17, 15, c.ball(colour))
        gleam(c, -78, -128, 54, 9)


def glass(c: Canvas, drink: str, *, wide: float = 80, tall: float = 230, ice: bool = True) -> None:
    """A tall glass of a cold drink with ice and a straw."""
    c.stand(wide * 0.9, 70)
    data = outline([(wide, -tall), (wide * 0.92, -tall * 0.5), (wide * 0.8, 0)], sharp=True)
    with c.at(wide * 0.1, -tall * 0.9, rotate=12):
        c.rect(-7, -150, 14, 200, c.round(c.p.c), rx=7)
    c.path(data, c.linear("#ffffff", c.lift(drink, 0.7), angle="across"), opacity=0.42)
    with c.inside(data):
        body = c.linear(
            (0, c.lift(drink, 0.55), 0.95), (0.55, drink, 0.95), (1, c.sink(drink, 0.3), 0.97)
        )
        c.rect(-wide, -tall * 0.84, wide * 2, tall, body)
        c.oval(0, -tall * 0.84, wide, wide * 0.2, c.lift(drink, 0.66))
        for i in range(5 if ice else 0):
            with c.at(
                c.chance.between(-0.5, 0.5) * wide,
                -tall * (0.8 - 0.14 * i),
                rotate=c.chance.between(-35, 35),
            ):
                c.rect(
                    -24,
                    -24,
                    48,
                    48,
                    c.linear((0, "#ffffff", 0.75), (1, "#ffffff", 0.16), angle="aslant"),
                    rx=10,
                )
        c.rect(wide * 0.5, -tall, wide, tall, c.sink(drink, 0.5), opacity=0.16)
    c.oval(0, -tall, wide, wide * 0.2, "none", stroke="#ffffff", stroke_width=4, opacity=0.8)
    gleam(c, -wide * 0.78, -tall * 0.82, tall * 0.6, 8)
