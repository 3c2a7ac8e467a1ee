from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "hongmao.settlement"
    label = "settlement"
