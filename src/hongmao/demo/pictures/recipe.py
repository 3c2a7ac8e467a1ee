"""Recipes: all that a generated picture follows from, written as a few words."""

import msgspec

from hongmao.demo.pictures.palettes import LIGHTS, PALETTES

SHAPES: dict[str, tuple[int, int]] = {
    "tall": (900, 1200),
    "square": (900, 900),
    "wide": (1200, 900),
    "product": (800, 800),
    "avatar": (240, 240),
}
"""Width and height in pixels, by shape."""


class RecipeError(ValueError):
    """A recipe that names a scene, palette, light or shape that is not there."""


class Recipe(msgspec.Struct, frozen=True):
    """One picture: a scene, its palette, the light it is seen by, a seed, and a shape."""

    scene: str
    palette: str
    light: str
    seed: int
    shape: str = "tall"

    @property
    def name(self) -> str:
        """The picture's name, the same for the same recipe and for no other."""
        return f"{self.scene}-{self.palette}-{self.light}-{self.seed}-{self.shape}"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return SHAPES[self.shape]


def parse_recipe(text: str) -> Recipe:
    """A recipe from its words: `"tea_set matcha morning 3"`, or with a shape, `"… 3 wide"`.

    Raises `RecipeError` where a word names nothing; whether the scene exists is the renderer's to
    say.
    """
    words = text.split()
    if len(words) not in (4, 5) or not words[3].isdecimal():
        raise RecipeError(f"not a recipe: {text!r} (scene palette light seed [shape])")
    recipe = Recipe(words[0], words[1], words[2], int(words[3]), *words[4:])
    for word, known in (
        (recipe.palette, PALETTES),
        (recipe.light, LIGHTS),
        (recipe.shape, SHAPES),
    ):
        if word not in known:
            raise RecipeError(f"{word!r} in {text!r} is none of {', '.join(known)}")
    return recipe
