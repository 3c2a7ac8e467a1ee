from django.apps import AppConfig


class BrandsConfig(AppConfig):
    name = "hongmao.brands"
    label = "brands"
