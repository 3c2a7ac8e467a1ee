"""The same six models on the same Parquet files: ours, Polars, pandas, and a bare join beside them.

`python -m bench.credit.contestants NAME FOLDER ANSWER` runs one in a process of its own, so that
its memory is its own. Prints its seconds of clock and processor, and its most memory in bytes.
"""

import sys
import time
from collections.abc import Callable
from importlib import import_module
from math import log
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.credit.world import CELLS
from bench.memory import most_memory
from hongmao.measure.credited import Rule, rule_table
from hongmao.measure.engines.duck import Duck
from hongmao.measure.models.shares import DAY_MS
from hongmao.measure.runner import answer_on, question

RULE = Rule()
WINDOW_MS = round(RULE.window_days * DAY_MS)
FADE = log(2) / (RULE.half_life_days * DAY_MS)
MEMORY = "2800MB"
"""What DuckDB may hold before it writes to disk; its process takes some more."""

_BARE = """
SELECT COUNT(*) AS touches, SUM(t.cell) AS cells, SUM(t.click) AS clicks, SUM(v.value) AS value
FROM touches t
JOIN conversions v ON v.person = t.person AND v.brand = t.brand
CROSS JOIN rule r
WHERE t.at_ms <= v.at_ms AND t.at_ms >= v.at_ms - r.window_ms
"""


def _on_duckdb(text: str, folder: Path) -> pa.Table:
    with Duck() as engine:
        engine.connection.execute(f"SET memory_limit = '{MEMORY}'")
        engine.connection.execute(f"SET temp_directory = '{folder}/spilled'")
        for name in ("touches", "conversions"):
            path = str(folder / f"{name}.parquet")
            engine.connection.from_parquet(path).create_view(name)
        engine.bring("rule", rule_table(RULE, CELLS))
        return answer_on(engine, text)


def bare(folder: Path) -> pa.Table:
    """The hash join alone."""
    return _on_duckdb(_BARE, folder)


def hongmao(folder: Path) -> pa.Table:
    """The question `models`."""
    return _on_duckdb(question("models"), folder)


def polars_streaming(folder: Path) -> pa.Table:
    """Polars' lazy form on its streaming engine."""
    return _polars(folder, streaming=True)


def polars_memory(folder: Path) -> pa.Table:
    """Polars' lazy form on its engine in memory."""
    return _polars(folder, streaming=False)


def _polars(folder: Path, *, streaming: bool) -> pa.Table:
    import polars as pl

    touches = pl.scan_parquet(folder / "touches.parquet")
    conversions = pl.scan_parquet(folder / "conversions.parquet")
    age = pl.col("at_ms") - pl.col("at_ms_right")
    weight = pl.when(pl.col("click") == 1).then(RULE.click_weight).otherwise(RULE.view_weight)
    pairs = (
        touches.join(conversions, on=["person", "brand"])
        .filter(age <= 0, age >= -WINDOW_MS)
        .select(
            "conversion", "value", "cell", "click",
            weight=weight, fading=weight * (age * FADE).exp(),
            spot=((age + WINDOW_MS) * CELLS + pl.col("cell")) * 2 + pl.col("click"),
        )
    )  # fmt: skip
    spot = pl.col("spot")
    journeys = pairs.group_by("conversion").agg(
        size=pl.len(), opening=spot.min(), closing=spot.max(),
        clicked=spot.filter(pl.col("click") == 1).max(),
        weights=pl.col("weight").sum(), fadings=pl.col("fading").sum(),
    )  # fmt: skip
    opens, closes = spot == pl.col("opening"), spot == pl.col("closing")
    size = pl.col("size").cast(pl.Int64)
    models = {
        "first": opens.cast(pl.Int64),
        "last": closes.cast(pl.Int64),
        "last_click": (spot == pl.coalesce("clicked", "closing")).cast(pl.Int64),
        "linear": pl.col("weight") / pl.col("weights"),
        "position": pl.when(size == 1).then(1.0).when(size == 2).then(0.5)
        .when(opens | closes).then(0.4).otherwise(0.2 / (size - 2)),
        "time_decay": pl.col("fading") / pl.col("fadings"),
    }  # fmt: skip
    figures = {f"{name}_conversions": share.sum() for name, share in models.items()}
    figures |= {f"{name}_value": (share * pl.col("value")).sum() for name, share in models.items()}
    answer = (
        pairs.join(journeys, on="conversion")
        .group_by("cell")
        .agg(touches=pl.len().cast(pl.Int64), **figures)
        .sort("cell")
        .collect(engine="streaming" if streaming else "in-memory")
    )
    return answer.to_arrow()


def pandas(folder: Path) -> pa.Table:
    """pandas, with Arrow's strings and as few passes as it knows."""
    import numpy as np
    import pandas as pd

    touches = pd.read_parquet(folder / "touches.parquet")
    conversions = pd.read_parquet(folder / "conversions.parquet")
    pairs = touches.merge(conversions, on=["person", "brand"], suffixes=("", "_then"))
    age = pairs["at_ms"] - pairs["at_ms_then"]
    kept = (age <= 0) & (age >= -WINDOW_MS)
    pairs, age = pairs.loc[kept, ["conversion", "value", "cell", "click"]], age[kept]
    pairs["weight"] = np.where(pairs["click"] == 1, RULE.click_weight, RULE.view_weight)
    pairs["fading"] = pairs["weight"] * np.exp(age * FADE)
    pairs["spot"] = ((age + WINDOW_MS) * CELLS + pairs["cell"]) * 2 + pairs["click"]
    pairs["clicked"] = pairs["spot"].where(pairs["click"] == 1, -1)
    journeys = pairs.groupby("conversion", sort=False).agg(
        size=("spot", "size"), opening=("spot", "min"), closing=("spot", "max"),
        clicked=("clicked", "max"), weights=("weight", "sum"), fadings=("fading", "sum"),
    )  # fmt: skip
    journeys["clicked"] = journeys["clicked"].where(journeys["clicked"] >= 0, journeys["closing"])
    pairs = pairs.drop(columns="clicked").merge(journeys, left_on="conversion", right_index=True)
    opens, closes = pairs["spot"] == pairs["opening"], pairs["spot"] == pairs["closing"]
    middle = 0.2 / np.maximum(pairs["size"] - 2, 1)
    shares = {
        "first": opens.astype(np.int64),
        "last": closes.astype(np.int64),
        "last_click": (pairs["spot"] == pairs["clicked"]).astype(np.int64),
        "linear": pairs["weight"] / pairs["weights"],
        "position": np.select(
            [pairs["size"] == 1, pairs["size"] == 2, opens | closes], [1.0, 0.5, 0.4], middle
        ),
        "time_decay": pairs["fading"] / pairs["fadings"],
    }
    figures = pd.DataFrame({"cell": pairs["cell"], "touches": 1})
    for name, share in shares.items():
        figures[f"{name}_conversions"] = share
    for name, share in shares.items():
        figures[f"{name}_value"] = share * pairs["value"]
    return pa.Table.from_pandas(figures.groupby("cell").sum().reset_index(), preserve_index=False)


CONTESTANTS: dict[str, Callable[[Path], pa.Table]] = {
    "bare": bare,
    "hongmao": hongmao,
    "polars": polars_memory,
    "polars streaming": polars_streaming,
    "pandas": pandas,
}
LIBRARIES = ("polars", "polars streaming", "pandas")
"""Those who load a library of their own, which is not counted."""


def main() -> None:
    """Run one contestant; say what it took."""
    name, folder, answer = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    import_module(name.partition(" ")[0] if name in LIBRARIES else "duckdb")
    began, spent = time.perf_counter(), time.process_time()
    table = CONTESTANTS[name](folder)
    took, used = time.perf_counter() - began, time.process_time() - spent
    pq.write_table(table, answer)
    print(took, used, most_memory())


if __name__ == "__main__":
    main()
