from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.integrity"
    label = "integrity"
    default_auto_field = "django.db.models.BigAutoField"
