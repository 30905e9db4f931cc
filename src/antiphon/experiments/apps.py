from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.experiments"
    label = "experiments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the newsletter whom a test holds out."""
        from antiphon.experiments.queries.holding import held_out_of
        from antiphon.publishing.queries.subscribing import held_out_by

        held_out_by(held_out_of)
