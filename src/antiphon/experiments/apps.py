from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.experiments"
    label = "experiments"
    default_auto_field = "django.db.models.BigAutoField"
