# %% [markdown]
# # From a holdout to calibrated credit
# Runs in a notebook or as it is; needs `pip install 'hongmao[lift]'` and no settings.

# %%
import numpy as np
import pyarrow as pa

from hongmao.measure.calibration import Evidence, calibrate
from hongmao.measure.lift import lift
from hongmao.measure.paths import attribute

# %% [markdown]
# Readers who would have seen the campaign; a quarter were ghosts. Being shown adds .2 orders.

# %%
draws = np.random.default_rng(11)
habit = draws.gamma(0.5, 0.6, 20_000)
ghost = draws.random(20_000) < 0.25
readers = pa.table(
    {
        "reader": np.arange(20_000),
        "arm": np.where(ghost, "ghost", "shown"),
        "orders": draws.poisson(habit + np.where(ghost, 0.0, 0.2)),
        "before": draws.poisson(habit),
    }
)
found = lift(readers, share=0.25).campaigns[0]
assert found.sound
assert found.low < 0.2 < found.high

# %% [markdown]
# What a model credits to the campaign's notes, and the same calibrated: about a third of it.

# %%
paths = pa.table({"path": ["a > b", "b", "a"], "total_conversions": [4_000, 3_000, 2_000]})
credit = attribute(paths, "linear").table["conversions"].to_numpy()
calibrated = calibrate(credit, [Evidence(np.arange(2), found.added, found.error * found.shown)])
campaign = calibrated.of(np.arange(2))
assert campaign.low is not None
assert campaign.low < 3_000 < campaign.high
print(f"{credit.sum():,.0f} credited, {campaign.added:,.0f} added")
print(f"95 %: {campaign.low:,.0f} to {campaign.high:,.0f}")
