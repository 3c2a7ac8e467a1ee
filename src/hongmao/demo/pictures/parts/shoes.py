"""Shoes from the side, the toe to the left."""

from hongmao.demo.pictures.canvas import Canvas, smooth, trace


def shoe(c: Canvas, colour: str, trim: str, kind: str = "sneaker") -> None:
    """A `sneaker` or a `trail` shoe, 400 wide, standing on the origin."""
    c.shade(14, 4, 250, 30, 0.5)
    sole = "#fbf7ee" if kind == "sneaker" else c.sink(trim, 0.35)
    upper = (
        "M -202 -40 C -218 -92 -160 -110 -112 -112 C -58 -116 -30 -152 4 -180 L "
        "40 -172 Q 90 -122 150 -138 Q 186 -150 194 -176 Q 210 -176 206 -150 C 200 "
        "-110 202 -80 206 -40 Z"
    )
    lining = "M 30 -176 Q 100 -172 194 -174 Q 168 -138 112 -132 Q 66 -134 30 -176 Z"
    c.path(lining, c.sink(colour, 0.55))
    c.path(
        "M -10 -164 Q -14 -212 30 -216 Q 56 -196 44 -166 Q 20 -150 -10 -164 Z",
        c.flat(c.lift(colour, 0.3)),
    )
    c.path(upper, c.linear(c.lift(colour, 0.36), colour, c.sink(colour, 0.24)))
    stripe = smooth([(-96, -40), (-20, -52), (60, -92), (104, -128)])
    with c.inside(upper):
        c.path(
            "M -230 -30 Q -220 -116 -104 -116 Q -132 -76 -118 -30 Z",
            c.flat(c.lift(trim, 0.1) if kind == "trail" else c.lift(colour, 0.4)),
        )
        c.path("M 128 -30 Q 126 -100 168 -190 L 230 -190 L 230 -30 Z", c.flat(trim))
        c.stroke(stripe, c.p.cream, 22)
        c.stroke(stripe, trim, 10)
        for k in range(6 if kind == "trail" else 0):
            c.stroke(
                trace("M", -190 + k * 64, -30, "l", 30, -50), c.sink(colour, 0.3), 4, opacity=0.4
            )
    for k in range(5):
        x, y = -76 + 19 * k, -116 - 13 * k
        c.stroke(trace("M", x, y - 8, "Q", x + 18, y - 2, x + 24, y + 20), c.p.cream, 8)
    c.path(
        "M -204 -40 Q -216 -4 -186 0 L 184 0 Q 214 -2 212 -30 L 207 -54 Q 0 -34 -196 -56 Z",
        c.linear(c.lift(sole, 0.5), c.sink(sole, 0.12)),
    )
    c.stroke(
        "M -202 -28 Q 0 -16 210 -26", c.p.a if kind == "sneaker" else c.p.cream, 5, opacity=0.7
    )
    for k in range(10 if kind == "trail" else 0):
        c.rect(-188 + k * 38, -4, 24, 14, c.sink(sole, 0.3), rx=4)
