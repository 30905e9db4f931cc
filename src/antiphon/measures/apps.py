from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.measures"
    label = "measures"
