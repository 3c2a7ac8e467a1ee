"""Stores from before every marketplace had a kind of its own."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hongmao.brands.models import Store
from tests.factories import make_brand

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_stores_get_the_kind_of_their_marketplace() -> None:
    stores = [make_brand().stores.get() for _ in range(4)]
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("brands", "0005_taobao_ud")])
        for store, marketplace in zip(
            stores, ("taobao", "taobao_ud", "shopify", "jd"), strict=True
        ):
            Store.objects.filter(pk=store.pk).update(marketplace=marketplace)
        Store.objects.filter(pk=stores[1].pk).update(kind="jd")
    finally:
        migrations = MigrationExecutor(connection)
        migrations.migrate(migrations.loader.graph.leaf_nodes())
    kinds = [Store.objects.get(pk=store.pk).kind for store in stores]
    assert kinds == ["tmall", "taobao", "shopify", "jd"]
