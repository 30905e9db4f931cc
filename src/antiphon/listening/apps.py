from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.listening"
    label = "listening"
    default_auto_field = "django.db.models.BigAutoField"
