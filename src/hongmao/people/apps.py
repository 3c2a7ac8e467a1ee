from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hongmao.people"
    label = "people"
