"""Pictures of the demo, drawn from recipes: flat still lifes and landscapes, no photographs.

A recipe names a scene, a palette, a light, a seed and a shape; the same recipe is always the same
picture. Scenes are written as SVG, rasterised, lit and grained.
"""

from hongmao.demo.pictures.recipe import SHAPES, Recipe, RecipeError, parse_recipe
from hongmao.demo.pictures.rendering import is_whole, placeholder, render, render_all
from hongmao.demo.pictures.scenes import SCENES

__all__ = [
    "SCENES",
    "SHAPES",
    "Recipe",
    "RecipeError",
    "is_whole",
    "parse_recipe",
    "placeholder",
    "render",
    "render_all",
]
