from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "hongmao.links"
    label = "links"
