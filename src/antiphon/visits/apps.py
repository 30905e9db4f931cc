from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"
