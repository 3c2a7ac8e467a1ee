from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hongmao.web"
    label = "web"
