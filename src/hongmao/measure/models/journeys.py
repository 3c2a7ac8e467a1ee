"""Journeys as arrays: which channels were touched, in which order, and what came of it."""

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Steps = NDArray[np.int32] | NDArray[np.int64]


class Journeys(msgspec.Struct, frozen=True):
    """Many journeys, each with one touch or more.

    The touches of journey `j` are `steps[starts[j]:starts[j + 1]]`, places in `channels`, which is
    sorted. A row may stand for many journeys alike: `conversions` of them converted and were worth
    `values` together, `nulls` did not. `ages`, where times are known, are milliseconds from each
    touch to its conversion, 0 where there was none.
    """

    channels: list[str]
    steps: Steps
    starts: Places
    conversions: Floats
    nulls: Floats
    values: Floats | None = None
    ages: Floats | None = None

    @property
    def lengths(self) -> Places:
        """Touches of each journey."""
        return np.diff(self.starts)

    @property
    def seen(self) -> Floats:
        """Journeys that each row stands for."""
        return self.conversions + self.nulls

    def spread(self, by_journey: Floats) -> Floats:
        """A figure of each journey, repeated for each of its touches."""
        return np.repeat(by_journey, self.lengths)

    def sums(self, by_step: Floats) -> Floats:
        """A figure of each touch, summed over its journey."""
        return np.add.reduceat(by_step, self.starts[:-1]) if len(by_step) else by_step

    def by_channel(self, by_step: Floats) -> Floats:
        """A figure of each touch, summed over its channel."""
        return np.bincount(self.steps, by_step, len(self.channels)).astype(np.float64)


class Credit(msgspec.Struct, frozen=True):
    """What a model says, by place in `Journeys.channels`.

    `values` is None where no values were given; the removal effects are None where the model has
    none.
    """

    conversions: Floats
    values: Floats | None
    removal: Floats | None = None
    value_removal: Floats | None = None
