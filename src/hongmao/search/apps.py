from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "hongmao.search"
    label = "search"
