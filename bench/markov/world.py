"""Journeys to measure by, from a seed: path tables of channels, and journeys of notes by brand."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from hongmao.measure.models.journeys import Journeys

MEAN = 6.0
CONVERTING = 0.15


def write_paths(file: Path, paths: int, channels: int, seed: int = 7) -> int:
    """A CSV of `paths` distinct paths over `channels` of unequal weight; returns their number."""
    draws = np.random.default_rng(seed)
    lengths = draws.geometric(1 / MEAN, int(paths * 1.7)) + 1
    weights = 1.0 / np.arange(1, channels + 1) ** 0.8
    steps = draws.choice(channels, int(lengths.sum()), p=weights / weights.sum())
    names = pa.array([f"channel-{number:02d}" for number in range(channels)])
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    lists = pa.ListArray.from_arrays(offsets, names.take(pa.array(steps)))
    given = pa.table({"steps": lists, "won": draws.random(len(lengths)) < CONVERTING,
                      "worth": draws.integers(1, 500, len(lengths))})  # fmt: skip
    with duckdb.connect(":memory:") as connection:
        connection.register("given", given)
        connection.execute(
            """COPY (
                SELECT array_to_string(steps, ' > ') AS path,
                    SUM(won::INT) AS total_conversions,
                    SUM(CASE WHEN won THEN worth ELSE 0 END) AS total_conversion_value,
                    SUM(1 - won::INT) AS total_null
                FROM given GROUP BY ALL ORDER BY path LIMIT $paths
            ) TO '$file' (HEADER)""".replace("$file", str(file)).replace("$paths", str(paths))
        )
        row = connection.execute("SELECT COUNT(*) FROM read_csv($1)", [str(file)]).fetchone()
    return int(row[0]) if row else 0


def journeys_of_notes(notes: int, touches: int, brand: int, seed: int = 7) -> Journeys:
    """Journeys of `touches` touches in all; each keeps to a brand's notes, `brand` of them."""
    draws = np.random.default_rng(seed)
    lengths = draws.geometric(1 / MEAN, int(touches / (MEAN + 1)) + 1) + 1
    block = np.repeat(draws.integers(0, notes // brand, len(lengths)), lengths)
    within = (brand * draws.random(len(block)) ** 2).astype(np.int64)
    won = draws.random(len(lengths)) < CONVERTING
    return Journeys(
        channels=[f"note-{number:06d}" for number in range(notes)],
        steps=block * brand + within,
        starts=np.concatenate([[0], np.cumsum(lengths)]),
        conversions=won.astype(np.float64),
        nulls=(~won).astype(np.float64),
        values=np.where(won, draws.integers(1, 500, len(won)), 0).astype(np.float64),
    )
