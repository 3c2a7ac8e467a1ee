"""Scenes by name: each takes an empty canvas and draws its whole picture on it."""

from collections.abc import Callable

from hongmao.demo.pictures.canvas import Canvas
from hongmao.demo.pictures.scenes import (
    beauty,
    camps,
    city,
    corners,
    drinks,
    evenings,
    faces,
    food,
    garden,
    hobby,
    home,
    meals,
    outdoors,
    pets,
    products,
    water,
    wear,
)

Scene = Callable[[Canvas], None]

SCENES: dict[str, Scene] = {
    **beauty.SCENES,
    **camps.SCENES,
    **city.SCENES,
    **corners.SCENES,
    **drinks.SCENES,
    **evenings.SCENES,
    **faces.SCENES,
    **food.SCENES,
    **garden.SCENES,
    **hobby.SCENES,
    **home.SCENES,
    **meals.SCENES,
    **outdoors.SCENES,
    **pets.SCENES,
    **products.SCENES,
    **water.SCENES,
    **wear.SCENES,
}
"""Every scene a recipe may name."""
