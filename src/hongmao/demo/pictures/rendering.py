"""Recipes to pictures: one as bytes, or many into a folder."""

import io
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import vl_convert
from PIL import Image

from hongmao.demo.pictures.canvas import Canvas
from hongmao.demo.pictures.chance import Chance
from hongmao.demo.pictures.finish import light_up
from hongmao.demo.pictures.palettes import PALETTES
from hongmao.demo.pictures.recipe import Recipe, RecipeError
from hongmao.demo.pictures.scenes import SCENES

QUALITY = 82
_UNITS = 900
_POOL_FROM = 4
_DRAWN = 0.82
"""Pictures are drawn a little smaller and enlarged before the grain: a third less work, unseen."""


def draw(recipe: Recipe) -> Canvas:
    """The scene of `recipe` drawn on a canvas; raises `RecipeError` where there is none."""
    scene = SCENES.get(recipe.scene)
    if scene is None:
        raise RecipeError(f"there is no scene {recipe.scene!r}")
    width, height = recipe.size
    unit = _UNITS / min(width, height)
    canvas = Canvas(
        width * unit, height * unit, PALETTES[recipe.palette], recipe.light, Chance(recipe.name)
    )
    scene(canvas)
    return canvas


def render(recipe: Recipe) -> bytes:
    """The picture of `recipe` as WebP; the same bytes every time on one machine."""
    canvas = draw(recipe)
    width, height = recipe.size
    drawn = canvas.svg(round(width * _DRAWN), round(height * _DRAWN))
    png = vl_convert.svg_to_png(drawn, scale=1, ppi=72)
    image = Image.open(io.BytesIO(png)).convert("RGB").resize(recipe.size, Image.Resampling.BICUBIC)
    lamps = [(x / canvas.w, y / canvas.w, r / canvas.w) for x, y, r in canvas.lamps]
    image = light_up(image, recipe.light, canvas.gobo, lamps, recipe.name)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def render_all(
    recipes: Iterable[Recipe],
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> dict[Recipe, Path]:
    """Write each recipe's picture as `<name>.webp` in `folder`; answers where each one is.

    What is there and whole is left alone, files appear at once or not at all, and `progress` hears
    (done, of how many) after each picture that had to be made. Safe to run again after a kill.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = {recipe: folder / f"{recipe.name}.webp" for recipe in recipes}
    missing = [recipe for recipe, path in paths.items() if not is_whole(path)]
    workers = min(workers or os.cpu_count() or 1, len(missing))
    if workers < 2 or len(missing) < _POOL_FROM:
        for done, recipe in enumerate(missing, 1):
            _write(recipe, paths[recipe])
            if progress is not None:
                progress(done, len(missing))
        return paths
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        jobs = [pool.submit(_write, recipe, paths[recipe]) for recipe in missing]
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            if progress is not None:
                progress(done, len(missing))
    return paths


def is_whole(path: Path) -> bool:
    """Whether `path` is a WebP file as long as its own header says."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            size = file.seek(0, os.SEEK_END)
    except OSError:
        return False
    return (
        head[:4] == b"RIFF"
        and head[8:] == b"WEBP"
        and int.from_bytes(head[4:8], "little") + 8 == size
    )


def placeholder(picture: bytes) -> str:
    """The colour that stands for a picture until it has loaded, as `#rrggbb`."""
    small = Image.open(io.BytesIO(picture)).convert("RGB").resize((48, 48)).quantize(5)
    counts, palette = small.histogram(), small.getpalette() or [128, 128, 128]
    start = counts.index(max(counts)) * 3
    return "#{:02x}{:02x}{:02x}".format(*palette[start : start + 3])


def _write(recipe: Recipe, path: Path) -> None:
    data = render(recipe)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
