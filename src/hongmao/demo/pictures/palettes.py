"""Palettes: which colours stand together, and by what light they are seen."""

import msgspec


class Palette(msgspec.Struct, frozen=True):
    """Colours by role.

    `wall` and `ground` carry the picture, `a` is its hero, `b` goes with it, `c` is the small
    contrast; `sky` runs from the zenith over the middle to the horizon.
    """

    wall: str
    ground: str
    a: str
    b: str
    c: str
    leaf: str
    wood: str
    ink: str
    cream: str
    sky: tuple[str, str, str]


PALETTES = {
    "persimmon": Palette(
        wall="#f6d9b8", ground="#e0a273", a="#dd5a36", b="#f4ab5c", c="#2f6a6b", leaf="#6f8f4e",
        wood="#b06f42", ink="#452420", cream="#fff3e0", sky=("#7fb7c4", "#f6d3a2", "#f59a66"),
    ),
    "matcha": Palette(
        wall="#e3ead0", ground="#cbb48c", a="#7fa04f", b="#c6d88f", c="#e2815d", leaf="#557f43",
        wood="#a97f52", ink="#2c3a2a", cream="#fbf8e8", sky=("#8fc4c0", "#d8e8c4", "#f6edc0"),
    ),
    "peony": Palette(
        wall="#fadcd8", ground="#eeb3a9", a="#dd5573", b="#f7a8ad", c="#3f8079", leaf="#7b9a68",
        wood="#bb7b62", ink="#4d2130", cream="#fff4ef", sky=("#9fb6e0", "#f6c6d2", "#ffd9b8"),
    ),
    "lake": Palette(
        wall="#d3e7e8", ground="#9dc0c0", a="#24798f", b="#82c3c6", c="#f3a953", leaf="#4f8a72",
        wood="#ad8058", ink="#17333f", cream="#f7fbf3", sky=("#4b97bd", "#a9d6dd", "#fbe3c0"),
    ),
    "wisteria": Palette(
        wall="#e2d9f0", ground="#bba6d6", a="#7a63b8", b="#b99be0", c="#f4ae62", leaf="#6d9078",
        wood="#a2765f", ink="#2d2350", cream="#fbf6ff", sky=("#6a6fc0", "#c9a4dc", "#ffc6a8"),
    ),
    "mustard": Palette(
        wall="#f8e6b4", ground="#dfb66c", a="#dd9a14", b="#f6cb56", c="#96423c", leaf="#728a3f",
        wood="#a4693a", ink="#43291b", cream="#fffaea", sky=("#86bccb", "#f7e3ab", "#f8b65f"),
    ),
    "porcelain": Palette(
        wall="#e5ecf3", ground="#b9cbe0", a="#2a58a8", b="#87aee2", c="#e0603c", leaf="#4f8672",
        wood="#b5875f", ink="#1b2a4d", cream="#fbfcff", sky=("#4a86cf", "#a9cdf0", "#fbe6d2"),
    ),
    "terracotta": Palette(
        wall="#f0d3bf", ground="#cf9170", a="#bb5733", b="#e59f78", c="#35716b", leaf="#71875a",
        wood="#96593a", ink="#3f211b", cream="#fff2e6", sky=("#83aebd", "#f3ceb0", "#ee8f64"),
    ),
    "pine": Palette(
        wall="#cfe0d4", ground="#9bb39a", a="#27654f", b="#78ab8b", c="#eca336", leaf="#3d7a54",
        wood="#9a6f47", ink="#15302b", cream="#f6f8ec", sky=("#3f8796", "#a9d3c2", "#f9e4b0"),
    ),
    "mocha": Palette(
        wall="#efe1d1", ground="#cdac8d", a="#855239", b="#c2936c", c="#6f9c92", leaf="#7f8f63",
        wood="#8b5d3f", ink="#35211a", cream="#fdf6ec", sky=("#93b2bb", "#ecd9c2", "#eeb78f"),
    ),
    "cherry": Palette(
        wall="#fde5da", ground="#f1b9a0", a="#c8283a", b="#f58a78", c="#27566b", leaf="#5f8c57",
        wood="#a9633f", ink="#421a22", cream="#fff8f0", sky=("#6fa9cb", "#fbd3c0", "#ff9c7c"),
    ),
    "mint": Palette(
        wall="#d6f0e6", ground="#a6d5c4", a="#1fa287", b="#94dcc4", c="#ff8460", leaf="#46996f",
        wood="#bb8a5d", ink="#123c3b", cream="#f8fff8", sky=("#4fb6cc", "#b5e6dc", "#fff0c4"),
    ),
}  # fmt: skip
"""Palettes by name."""


class Light(msgspec.Struct, frozen=True):
    """What an hour does to a picture.

    `top` and `bottom` tint by multiplying; `glow` is added with `strength` around `spot` (parts of
    width and height); `shade` is the tint of what a window's light does not reach.
    """

    top: str
    bottom: str
    glow: str
    strength: float
    spot: tuple[float, float]
    shade: str


LIGHTS = {
    "morning": Light("#fffaf0", "#f9efe6", "#ffdf9e", 0.30, (0.08, 0.10), "#dccfdf"),
    "noon": Light("#ffffff", "#fbf9f6", "#fff6dc", 0.14, (0.45, 0.0), "#d6d7e4"),
    "dusk": Light("#ffe3d2", "#e9c3cc", "#ff9a4d", 0.36, (0.92, 0.28), "#c4a7c4"),
    "night": Light("#6470b4", "#565c9e", "#ffc978", 0.30, (0.5, 0.4), "#7079b0"),
}
"""Lights by name."""
