"""The marketplaces of this installation: a connector for each, made from the settings."""

from functools import cache

from django.conf import settings as django_settings

from hongmao.connectors.taobao.connector import TaobaoConfig, TaobaoConnector
from hongmao.core.connector import Connector


@cache
def connector(marketplace: str) -> Connector:
    """The connector of a marketplace; raises `KeyError` for one that Hongmao does not speak to."""
    return {"taobao": _taobao}[marketplace]()


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
