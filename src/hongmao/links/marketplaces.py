"""The marketplaces of this installation: a connector for each, made from the settings."""

from functools import cache

from django.conf import settings as django_settings

from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from hongmao.connectors.taobao.ud import UdConfig, UdConnector
from hongmao.core.connector import Connector


@cache
def connector(marketplace: str) -> Connector:
    """The connector of a marketplace; raises `KeyError` for one that Hongmao does not speak to."""
    return {"taobao": _taobao, "taobao_ud": _taobao_ud}[marketplace]()


def configured() -> list[str]:
    """The marketplaces that the settings give access to."""
    values = django_settings.HONGMAO
    found = {
        "taobao": bool(values.taobao_app_key),
        "taobao_ud": bool(values.taobao_app_key and values.taobao_ud_channel),
    }
    return [name for name, given in found.items() if given]


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
        )
    )
