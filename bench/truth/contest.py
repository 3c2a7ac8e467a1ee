"""Each way of crediting in one world, and how far it is from the truth."""

import importlib
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from bench.truth.journeys import journeys_of
from bench.truth.world import World, simulate
from hongmao.measure.calibration import Calibrated, Evidence, calibrate
from hongmao.measure.ghosts import lifts_of_notes
from hongmao.measure.lift import compare
from hongmao.measure.models.journeys import Floats, Journeys, Places
from hongmao.measure.paths import Model, credit_of

CALIBRATED = (Model.LINEAR, Model.MARKOV, Model.LAST)
LIBRARIES = ("channelattribution", "marketing-attribution-models")


class Outcome(msgspec.Struct, frozen=True):
    """What one world gave.

    `errors` by model: orders credited wrongly for an order truly added, by note and by campaign.
    `groups` by model: credited for an order truly added, over notes of a kind. `covered`: the part
    of 95 % intervals that hold the truth, by what they are of.
    """

    errors: dict[str, tuple[float, float]]
    groups: dict[str, dict[str, float]]
    covered: dict[str, float]
    added: float
    bought: float


def contest(seed: int, *, libraries: bool) -> Outcome:
    """Every model in the world of a seed; the libraries too where asked for."""
    world = simulate(seed)
    journeys, clicks = journeys_of(world), journeys_of(world, clicks_only=True)
    found: dict[str, Floats] = {"last click": credit_of(clicks, Model.LAST).conversions}
    found |= {str(model): credit_of(journeys, model).conversions for model in Model}
    del found["last-non-direct"]  # no touch is direct here: the same as last
    if libraries:
        found |= dict(zip(LIBRARIES, theirs(journeys), strict=True))
    evidence = evidence_of(world)
    calibrated = {model: calibrate(found[model], evidence) for model in CALIBRATED}
    found |= {f"calibrated {name}": one.added for name, one in calibrated.items()}
    return Outcome(
        {name: errors(world, credit) for name, credit in found.items()},
        {name: groups(world, credit) for name, credit in found.items()},
        coverage(world, calibrated[Model.LINEAR]),
        float(world.truth.sum()),
        float(world.bought[~world.ghost].sum()),
    )


def evidence_of(world: World) -> list[Evidence]:
    """What the holdout says of every campaign and note."""
    found = []
    campaign = world.eligible % world.size.campaigns
    for number in range(world.size.campaigns):
        rows = campaign == number
        ghost = world.ghost[rows].astype(np.int64)
        bought, earlier = world.bought[rows], world.earlier[rows]
        lift = compare(str(number), ghost, bought, earlier)
        told, lifts, spread = lifts_of_notes(ghost, world.would[rows], bought, earlier)
        notes = np.flatnonzero(world.campaign == number)
        error = lift.error * lift.shown
        found.append(Evidence(notes, lift.added, error, notes[told], lifts, spread))
    return found


def errors(world: World, credit: Floats) -> tuple[float, float]:
    """Absolute error by note and by campaign, as a share of all orders truly added."""
    apart = credit - world.truth
    by_campaign = np.bincount(world.campaign, apart)
    return tuple(float(np.abs(one).sum() / world.truth.sum()) for one in (apart, by_campaign))


def groups(world: World, credit: Floats) -> dict[str, float]:
    """Credited for an order truly added, over the third of notes that is most of a kind."""
    kinds = {
        "aimed at habitual buyers": world.causes.targets,
        "paying off late": world.causes.patience,
        "taking from own sales": world.causes.steals,
        "clicked idly": world.causes.clicked,
        "adding little": -world.causes.adds,
    }
    found = {"all notes": float(credit.sum() / world.truth.sum())}
    for kind, trait in kinds.items():
        most = trait >= np.quantile(trait, 2 / 3)
        found[kind] = float(credit[most].sum() / max(world.truth[most].sum(), 1.0))
    return found


def coverage(world: World, calibrated: Calibrated) -> dict[str, float]:
    """The part of the intervals that hold the truth."""
    kinds = {
        "note": np.arange(world.size.notes),
        "creator": world.creator,
        "campaign": world.campaign,
    }
    return {kind: _covered(world, calibrated, _each(of)) for kind, of in kinds.items()}


def _each(of: Places) -> list[Places]:
    return [np.flatnonzero(of == one) for one in np.unique(of)]


def _covered(world: World, calibrated: Calibrated, sets: Iterable[Places]) -> float:
    held = []
    for notes in sets:
        one = calibrated.of(notes)
        if one.low is not None and one.high is not None:
            held.append(one.low <= world.truth[notes].sum() <= one.high)
    return float(np.mean(held))


def theirs(journeys: Journeys) -> tuple[Floats, Floats]:
    """Markov credit by ChannelAttribution, from a million walks, and by the other, each as it
    answers itself.

    Both are given the distinct paths, with how many journeys took each and converted or not.
    """
    pandas = importlib.import_module("pandas")
    labels = np.array(journeys.channels)
    paths = np.split(labels[journeys.steps], journeys.starts[1:-1])
    frame = pandas.DataFrame(
        {"path": [" > ".join(path) for path in paths], "won": journeys.conversions.astype(int),
         "null": journeys.nulls.astype(int)}
    ).groupby("path", as_index=False).sum()  # fmt: skip
    found = (_by_walks(frame), _by_formula(frame))
    return tuple(np.array([one.get(name, 0.0) for name in labels]) for one in found)


def _by_walks(frame: Any) -> dict[str, float]:
    answer = importlib.import_module("ChannelAttribution").markov_model(
        frame, "path", "won", var_null="null", nsim_start=1e6, nfold=1, conv_par=1.0,
        verbose=False, flg_pro=False,
    )  # fmt: skip
    return dict(zip(answer["channel_name"], answer["total_conversions"], strict=True))


def _by_formula(frame: Any) -> dict[str, float]:
    polars = importlib.import_module("polars")
    model = importlib.import_module("mam.models.markov").MarkovModel()
    split = [path.split(" > ") for path in frame["path"]]
    won = np.repeat([True, False], len(split))
    answer = model.get_aggregated_results(
        polars.DataFrame(
            {"journey_id": np.arange(len(won)), "channels": split * 2, "has_conversion": won,
             "weight": np.concatenate([frame["won"], frame["null"]]).astype(np.int64),
             "conversion_value": won.astype(float)}
        ).filter(polars.col("weight") > 0)
    )  # fmt: skip
    return dict(zip(answer["channels"], answer["attribution"], strict=True))
