from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from antiphon.channels.actions.sealing import also_sealed
        from antiphon.sales.models import Payload, SalesImport, Webhook

        also_sealed(Webhook, ("secret_sealed",))
        also_sealed(Payload, ("body_sealed",))
        also_sealed(SalesImport, ("text_sealed",))
