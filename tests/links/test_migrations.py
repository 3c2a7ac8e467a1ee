"""Leases from before they had names of their own."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hongmao.links.models import Lease
from tests.factories import make_placement

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_leases_get_the_names_of_their_adzones() -> None:
    leases = [make_placement().lease for _ in range(3)]
    before = {lease.pk: lease.name for lease in leases}
    try:
        MigrationExecutor(connection).migrate([("links", "0002_initial")])
    finally:
        migrations = MigrationExecutor(connection)
        migrations.migrate(migrations.loader.graph.leaf_nodes())
    assert dict(Lease.objects.values_list("pk", "name")) == before
    assert all(before.values())
