from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "hongmao.notes"
    label = "notes"
