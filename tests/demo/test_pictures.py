"""Recipes, the pictures drawn from them, and writing many of them."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from hongmao.demo.content import load_content
from hongmao.demo.pictures import (
    SCENES,
    SHAPES,
    Recipe,
    RecipeError,
    is_whole,
    parse_recipe,
    placeholder,
    render,
    render_all,
)
from hongmao.demo.pictures.palettes import LIGHTS, PALETTES
from hongmao.demo.pictures.rendering import draw

FACES = [f"face_cat lake noon {seed} avatar" for seed in range(6)]


def opened(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture))
    image.load()
    return image


def shape_for(scene: str) -> str:
    return "product" if scene.startswith("p_") else "avatar"


def test_there_is_enough_to_choose_from() -> None:
    scenes = [name for name in SCENES if not name.startswith(("p_", "face_"))]
    assert len(scenes) >= 24
    assert len(PALETTES) >= 8
    assert set(LIGHTS) == {"morning", "noon", "dusk", "night"}


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_every_scene_draws_a_picture_of_the_asked_size(scene: str) -> None:
    recipe = parse_recipe(f"{scene} persimmon morning 3 {shape_for(scene)}")
    image = opened(render(recipe))
    assert image.format == "WEBP"
    assert image.size == SHAPES[recipe.shape]
    assert max(ImageStat.Stat(image.convert("RGB")).stddev) > 8, "an empty picture"


@pytest.mark.parametrize(
    ("light", "shape"), [("night", "wide"), ("dusk", "square"), ("noon", "tall")]
)
def test_every_scene_stands_in_every_light_and_shape(light: str, shape: str) -> None:
    for scene in SCENES:
        svg = draw(Recipe(scene, "pine", light, 8, shape)).svg(*SHAPES[shape])
        assert "nan" not in svg, scene
        assert svg.count("<g ") == svg.count("</g>"), scene
        assert "<text" not in svg, "pictures carry no words"


@pytest.mark.parametrize(
    "words",
    ["tea_set matcha morning 1", "tent_stars lake night 2 wide", "p_mugs lake noon 3 product"],
)
def test_a_recipe_is_always_the_same_picture(words: str) -> None:
    assert render(parse_recipe(words)) == render(parse_recipe(words))


def test_another_seed_palette_or_light_is_another_picture() -> None:
    one = Recipe("vases", "lake", "noon", 1, "avatar")
    others = [
        Recipe("vases", "lake", "noon", 2, "avatar"),
        Recipe("vases", "pine", "noon", 1, "avatar"),
        Recipe("vases", "lake", "dusk", 1, "avatar"),
    ]
    pictures = {render(recipe) for recipe in [one, *others]}
    assert len(pictures) == 4


def test_night_is_darker_than_noon() -> None:
    noon, night = (
        ImageStat.Stat(opened(render(Recipe("cat_sofa", "pine", light, 1, "avatar"))).convert("L"))
        for light in ("noon", "night")
    )
    assert night.mean[0] < noon.mean[0] * 0.75


@pytest.mark.parametrize(
    "words",
    [
        "",
        "tea_set matcha morning",
        "tea_set matcha morning one",
        "tea_set matcha morning 1 round",
        "tea_set plaid morning 1",
        "tea_set matcha tuesday 1",
        "tea_set matcha morning 1 wide more",
    ],
)
def test_words_that_name_nothing_are_refused(words: str) -> None:
    with pytest.raises(RecipeError):
        parse_recipe(words)


def test_a_scene_that_is_not_there_is_refused() -> None:
    with pytest.raises(RecipeError, match="dragon"):
        render(Recipe("dragon", "lake", "noon", 1))


def test_the_content_asks_for_each_picture_once_and_under_its_own_name() -> None:
    recipes = load_content().recipes
    names = {recipe.name for recipe in recipes}
    assert len(names) == len(recipes) == len(set(recipes))


def test_render_all_writes_whole_files_once(tmp_path: Path) -> None:
    recipes = [parse_recipe(words) for words in FACES]
    heard: list[tuple[int, int]] = []
    paths = render_all(recipes, tmp_path, lambda done, total: heard.append((done, total)), 2)
    assert heard == [(done, 6) for done in range(1, 7)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{recipe.name}.webp" for recipe in recipes
    )
    assert [paths[recipe].read_bytes() for recipe in recipes] == [render(one) for one in recipes]

    before = {path: path.stat().st_mtime_ns for path in paths.values()}
    assert render_all(recipes, tmp_path, lambda *_: pytest.fail("nothing was missing")) == paths
    assert before == {path: path.stat().st_mtime_ns for path in paths.values()}


def test_a_torn_or_foreign_file_is_made_again(tmp_path: Path) -> None:
    recipes = [parse_recipe(words) for words in FACES[:2]]
    torn, foreign = render_all(recipes, tmp_path).values()
    whole = torn.read_bytes()
    os.truncate(torn, len(whole) // 2)
    foreign.write_bytes(b"not a picture")
    assert not is_whole(torn)
    assert not is_whole(foreign)
    assert not is_whole(tmp_path / "missing.webp")
    render_all(recipes, tmp_path)
    assert torn.read_bytes() == whole
    assert is_whole(foreign)


def test_a_failure_leaves_no_file_behind(tmp_path: Path) -> None:
    with pytest.raises(RecipeError):
        render_all([Recipe("dragon", "lake", "noon", 1)], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_placeholder_is_the_colour_there_is_most_of() -> None:
    image = Image.new("RGB", (90, 120), "#2a58a8")
    image.paste("#ffffff", (0, 0, 90, 30))
    out = io.BytesIO()
    image.save(out, "PNG")
    red, green, blue = bytes.fromhex(placeholder(out.getvalue()).removeprefix("#"))
    assert (abs(red - 0x2A), abs(green - 0x58), abs(blue - 0xA8)) < (6, 6, 6)
