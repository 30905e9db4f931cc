from django.apps import AppConfig


class Config(AppConfig):
    name = "antiphon.integrity"
    label = "integrity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the ledger which rows are set aside."""
        from antiphon.integrity.models import Exclusion
        from antiphon.ledger.queries import judged_by

        judged_by(lambda: Exclusion.objects.standing().values("interaction"))
