"""The marketplaces of this installation: a connector for each, made from the settings."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.conf import settings as django_settings

from hongmao.connectors.jd.connector import JdConfig, JdConnector
from hongmao.connectors.pdd.connector import PddConfig, PddConnector
from hongmao.connectors.postback.config import Network, read_networks
from hongmao.connectors.postback.connector import PostbackConnector
from hongmao.connectors.shopify.config import Shop, read_shops
from hongmao.connectors.shopify.connector import ShopifyConnector
from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from hongmao.connectors.taobao.ud import UdConfig, UdConnector
from hongmao.core.connector import Connector

OTHERS_REMEMBER_DAYS = 30
"""For those that say nothing of it: what comes back is the click's own id."""


@cache
def connector(marketplace: str) -> Connector:
    """The connector of a marketplace; raises `KeyError` for one that Hongmao does not speak to."""
    return _MAKERS[marketplace]()


def configured() -> tuple[str, ...]:
    """The marketplaces to pull from: those that the settings hold a key for."""
    values = django_settings.HONGMAO
    keys = {
        "taobao": values.taobao_app_key,
        "taobao_ud": values.taobao_app_key if values.taobao_ud_channel else "",
        "jd": values.jd_app_key,
        "pdd": values.pdd_client_id,
    }
    return tuple(name for name, key in keys.items() if key)


def memory(marketplace: str) -> timedelta:
    """How long a marketplace remembers a click."""
    values = django_settings.HONGMAO
    days = {
        "taobao": values.taobao_cookie_days,
        "taobao_ud": values.taobao_cookie_days,
        "jd": values.jd_cookie_days,
        "pdd": values.pdd_cookie_days,
    }
    return timedelta(days=days.get(marketplace, OTHERS_REMEMBER_DAYS))


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
            calls_a_second=values.taobao_calls_a_second,
            pace_folder=values.pace_folder,
            session=values.taobao_session.get_secret_value(),
        )
    )


def _taobao_ud() -> Connector:
    values = django_settings.HONGMAO
    return UdConnector(
        UdConfig(
            gateway=values.taobao_gateway,
            app_key=values.taobao_app_key,
            app_secret=values.taobao_app_secret.get_secret_value(),
            session=values.taobao_session.get_secret_value(),
            channel_id=values.taobao_ud_channel,
            calls_a_second=values.taobao_calls_a_second,
            pace_folder=values.pace_folder,
        )
    )


def _jd() -> Connector:
    values = django_settings.HONGMAO
    return JdConnector(
        JdConfig(
            gateway=values.jd_gateway,
            app_key=values.jd_app_key,
            app_secret=values.jd_app_secret.get_secret_value(),
            site_id=values.jd_site_id,
            calls_a_second=values.jd_calls_a_second,
            pace_folder=values.pace_folder,
        )
    )


def _pdd() -> Connector:
    values = django_settings.HONGMAO
    return PddConnector(
        PddConfig(
            gateway=values.pdd_gateway,
            app_key=values.pdd_client_id,
            app_secret=values.pdd_client_secret.get_secret_value(),
            p_id=values.pdd_p_id,
            calls_a_second=values.pdd_calls_a_second,
            pace_folder=values.pace_folder,
        )
    )


_MAKERS: dict[str, Callable[[], Connector]] = {
    "taobao": _taobao,
    "taobao_ud": _taobao_ud,
    "jd": _jd,
    "pdd": _pdd,
    "shopify": _shopify,
    "postback": _postback,
}
