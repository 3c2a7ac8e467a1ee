"""Charts: declared in Altair, drawn to SVG on the server, coloured by the page's own tokens.

A drawing carries presentation attributes only, so that the strict content policy admits it, and
`var(…)` for colours, so that one drawing is right by day and by night. It is hidden from screen
readers: the template gives the same figures as a table.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from django.utils.safestring import SafeString, mark_safe

from hongmao.core.money import Money

if TYPE_CHECKING:  # Altair takes half a second to load, and few processes ever draw
    import altair as alt

HELD, POSTED, INK, QUIET, LINE, STEP = (f"#fe0d0{n}" for n in range(6))
TOKENS = {
    HELD: "var(--held-solid)",
    POSTED: "var(--posted-solid)",
    INK: "var(--ink)",
    QUIET: "var(--ink-quiet)",
    LINE: "var(--line)",
    STEP: "var(--bar)",
}
"""The colours a chart may use: stand-ins that nothing else has, and the tokens they become."""

NARROW, WIDE = 300, 872
FONT = "inherit"


class Bar(msgspec.Struct, frozen=True):
    """What one day holds and has posted, minor units; `label` is the day in words."""

    label: str
    held: int
    posted: int


class Stage(msgspec.Struct, frozen=True):
    """One stage of a funnel: its name, its count, and the count as the reader reads it."""

    label: str
    count: int
    text: str


class Drawing(msgspec.Struct, frozen=True):
    """One chart, drawn for a phone and for a desk."""

    narrow: SafeString
    wide: SafeString


def draw_days(bars: Sequence[Bar], currency: str) -> Drawing:
    """Bars by day, posted below, held above."""
    return Drawing(*(_days(tuple(bars), currency, width) for width in (NARROW, WIDE)))


def draw_funnel(stages: Sequence[Stage]) -> Drawing:
    """Bars by stage, long for much, on a logarithmic scale (which the template says)."""
    return Drawing(*(_funnel(tuple(stages), width) for width in (NARROW, WIDE)))


def draw_delays(orders: Sequence[int], title: str) -> Drawing:
    """Orders by whole days since the click; `title` names the days."""
    return Drawing(*(_delays(tuple(orders), title, width) for width in (NARROW, WIDE)))


@lru_cache(256)
def _delays(orders: tuple[int, ...], title: str, width: int) -> SafeString:
    import altair as alt

    values = [{"day": day, "orders": count} for day, count in enumerate(orders)]
    ticks = [day for day in (0, 1, 3, 7, 15, len(orders) - 1) if day < len(orders)]
    below = alt.Axis(
        values=ticks, labelAngle=0, titleColor=QUIET, titleFontSize=11, titleFontWeight="normal"
    )
    beside = alt.Axis(tickCount=3, format="d", tickMinStep=1)
    chart: alt.Chart = (
        alt.Chart({"values": values}, width=width, height=140)
        .mark_bar(width=alt.RelativeBandSize(0.7), color=STEP)
        .encode(
            x=alt.X("day:O", title=title, axis=below),
            y=alt.Y("orders:Q", title=None, axis=beside),
        )
    )
    return _draw(chart)


@lru_cache(256)
def _days(bars: tuple[Bar, ...], currency: str, width: int) -> SafeString:
    import altair as alt

    values = [
        {"day": bar.label, "kind": kind, "order": order, "amount": float(amount)}
        for bar in bars
        for order, kind, amount in (
            (0, "posted", Money(bar.posted, currency).decimal()),
            (1, "held", Money(bar.held, currency).decimal()),
        )
    ]
    every = 7 if width == WIDE else 10
    ticks = [bar.label for bar in bars[::-1][::every]]
    colour = alt.Scale(domain=["posted", "held"], range=[POSTED, HELD])
    chart = (
        alt.Chart({"values": values}, width=width, height=160)
        .mark_bar(width=alt.RelativeBandSize(0.7))
        .encode(
            x=alt.X("day:O", sort=None, title=None, axis=alt.Axis(values=ticks, labelAngle=0)),
            y=alt.Y("sum(amount):Q", title=None, axis=alt.Axis(tickCount=3, format="~s")),
            color=alt.Color("kind:N", scale=colour, legend=None),
            order=alt.Order("order:Q"),
        )
    )
    return _draw(chart)


@lru_cache(256)
def _funnel(stages: tuple[Stage, ...], width: int) -> SafeString:
    import altair as alt

    values = [msgspec.to_builtins(stage) for stage in stages]
    base = alt.Chart({"values": values}, width=width, height=alt.Step(44)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=None)
    )
    length = alt.X(
        "count:Q",
        title=None,
        axis=None,
        scale=alt.Scale(type="symlog", domainMin=0, nice=False),
    )
    bars = base.mark_bar(color=STEP, height=12, yOffset=8, cornerRadius=3).encode(x=length)
    names = base.mark_text(align="left", baseline="bottom", dy=-2, fontSize=13, color=QUIET).encode(
        x=alt.value(0), text="label:N"
    )
    counts = base.mark_text(
        align="right", baseline="bottom", dy=-2, fontSize=13, fontWeight=600, color=INK
    ).encode(x=alt.value(width), text="text:N")
    return _draw(alt.layer(bars, names, counts))


def _draw(chart: "alt.Chart | alt.LayerChart | alt.FacetChart") -> SafeString:
    import vl_convert

    styled = (
        chart.configure(font=FONT, background="transparent", padding=2)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=QUIET,
            labelFontSize=11,
            gridColor=LINE,
            domainColor=LINE,
            tickColor=LINE,
            ticks=False,
            labelPadding=6,
            domain=False,
        )
        .configure_axisX(grid=False)
    )
    svg = vl_convert.vegalite_to_svg(styled.to_dict())
    for stand_in, token in TOKENS.items():
        svg = svg.replace(stand_in, token)
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return mark_safe(svg)  # noqa: S308  our own renderer made it, and it escapes the labels
