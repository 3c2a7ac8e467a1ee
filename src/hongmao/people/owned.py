"""What belongs to a row of the database, found in the models themselves."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import QuerySet

from hongmao.people.models import Person


def relations(model: type[models.Model]) -> Iterator[tuple[type[models.Model], Any]]:
    """Every model with a key to `model`, and that key; those between two models too."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            assert isinstance(relation, models.ManyToOneRel)
            yield relation.related_model, relation.field


def is_cascading(field: Any) -> bool:
    """Whether a row goes where the one it points to goes."""
    return bool(field.remote_field.on_delete is models.CASCADE)


def rows_of(model: type[models.Model], field: Any, owner: models.Model) -> QuerySet[Any]:
    """The rows of a model that point to `owner` by `field`."""
    return model._default_manager.filter(**{field.name: owner}).order_by("pk")


def names_somebody(model: type[models.Model]) -> bool:
    """Whether rows of a model are somebody's own."""
    return any(field.related_model is Person for field in model._meta.fields if field.is_relation)


def drop_cascading(owner: models.Model) -> None:
    """Delete what would go with a row that itself has to stay."""
    for model, field in relations(type(owner)):
        if is_cascading(field):
            rows_of(model, field, owner).delete()
