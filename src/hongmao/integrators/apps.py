from django.apps import AppConfig


class IntegratorsConfig(AppConfig):
    name = "hongmao.integrators"
    label = "integrators"
