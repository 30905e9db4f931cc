from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.relationships"
    label = "relationships"
    default_auto_field = "django.db.models.BigAutoField"
