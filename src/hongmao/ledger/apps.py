from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "hongmao.ledger"
    label = "ledger"
