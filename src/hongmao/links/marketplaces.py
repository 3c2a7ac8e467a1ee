"""The marketplaces of this installation: a connector for each, made from the settings."""

from functools import cache

from django.conf import settings as django_settings

from hongmao.connectors.postback.config import Network, read_networks
from hongmao.connectors.postback.connector import PostbackConnector
from hongmao.connectors.shopify.config import Shop, read_shops
from hongmao.connectors.shopify.connector import ShopifyConnector
from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from hongmao.core.connector import Connector


@cache
def connector(marketplace: str) -> Connector:
    """The connector of a marketplace; raises `KeyError` for one that Hongmao does not speak to."""
    made = {"taobao": _taobao, "shopify": _shopify, "postback": _postback}
    return made[marketplace]()


def shops() -> dict[str, Shop]:
    """The Shopify shops of the settings, by name."""
    return read_shops(django_settings.HONGMAO.shopify_shops.get_secret_value())


def networks() -> dict[str, Network]:
    """The networks that may send postbacks, by name."""
    return read_networks(django_settings.HONGMAO.postbacks.get_secret_value())


def _shopify() -> Connector:
    return ShopifyConnector(shops())


def _postback() -> Connector:
    return PostbackConnector(networks())


def _taobao() -> Connector:
    values = django_settings.HONGMAO
    return TaobaoConnector(
        TaobaoConfig(
            gateway=values.taobao_gateway,
            app_key=values.taobao_app_key,
            app_secret=values.taobao_app_secret.get_secret_value(),
            window_minutes=values.taobao_window_minutes,
            page_size=values.taobao_page_size,
        )
    )
