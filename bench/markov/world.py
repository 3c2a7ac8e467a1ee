"""Journeys to measure by, from a seed: path tables of channels, and journeys of notes by brand."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from hongmao.measure.models.journeys import Journeys

MEAN = 6.0
CONVERTING = 0.15


def write_paths(file: Path, paths: int, channels: int, seed: int = 7) -> None:
    """A Parquet file of `paths` distinct paths over `channels` of unequal weight."""
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
            f"""COPY (
                SELECT array_to_string(steps, ' > ') AS path,
                    CAST(SUM(CASE WHEN won THEN 1 ELSE 0 END) AS BIGINT) AS total_conversions,
                    CAST(SUM(CASE WHEN won THEN worth ELSE 0 END) AS BIGINT)
                        AS total_conversion_value,
                    CAST(SUM(CASE WHEN won THEN 0 ELSE 1 END) AS BIGINT) AS total_null
                FROM given GROUP BY 1 ORDER BY hash(path) LIMIT {paths}
            ) TO '{file}'"""
        )


def journeys_of_notes(notes: int, moves: int, brands: int, seed: int = 7) -> Journeys:
    """Journeys with about `moves` moves between notes; each keeps to the notes of one brand.

    Brands have notes, and notes have touches, in unequal numbers.
    """
    draws = np.random.default_rng(seed)
    parts = np.arange(1, brands + 1) ** -0.6
    bounds = np.rint(notes * np.concatenate([[0], np.cumsum(parts)]) / parts.sum()).astype(np.int64)
    lengths = draws.geometric(1 / MEAN, int(moves / MEAN)) + 1
    brand = np.repeat(draws.choice(brands, len(lengths), p=parts / parts.sum()), lengths)
    within = draws.random(len(brand)) ** 2 * np.diff(bounds)[brand]
    won = draws.random(len(lengths)) < CONVERTING
    return Journeys(
        channels=[f"note-{number:06d}" for number in range(notes)],
        steps=bounds[brand] + within.astype(np.int64),
        starts=np.concatenate([[0], np.cumsum(lengths)]),
        conversions=won.astype(np.float64),
        nulls=(~won).astype(np.float64),
        values=np.where(won, draws.integers(1, 500, len(won)), 0).astype(np.float64),
    )
