"""The clicks that `credit` (core) chooses among, for many orders at once."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec
import pyarrow as pa

from hongmao.core.clock import from_ms
from hongmao.core.crediting import Touch
from hongmao.lake.places import Lake
from hongmao.measure.runner import ask

HOUR_MS = 3_600_000


class Matched(msgspec.Struct, frozen=True):
    """An order with the click it was matched to, and how far back its reader's clicks matter."""

    order_id: int
    click_id: str
    at_ms: int
    brand: int
    back_ms: int


def touches(matched: Sequence[Matched], lake: Lake) -> dict[int, list[Touch]]:
    """The clicks of each order's reader on the brand's placements, by the order's key."""
    found: dict[int, list[Touch]] = defaultdict(list)
    if not matched:
        return found
    hours = {
        from_ms(number * HOUR_MS).strftime("%Y%m%d%H")
        for one in matched
        for number in range((one.at_ms - one.back_ms) // HOUR_MS, one.at_ms // HOUR_MS + 1)
    }
    types = {"click_id": pa.string()}
    table = pa.table(
        {
            name: pa.array([getattr(one, name) for one in matched], types.get(name, pa.int64()))
            for name in Matched.__struct_fields__
        }
    )
    for row in ask("credit", lake, {"matched": table}, sorted(hours)):
        touch = Touch(row["id"], row["at_ms"], row["placement"], row["creator"])
        found[row["order_id"]].append(touch)
    return found
