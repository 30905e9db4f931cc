"""Accounts that say of themselves that they are machines, what they did before they said so included."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from antiphon.integrity.detector import Finding, RowDetector, standing_for
from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Side


class MachineDeclared(RowDetector):
    """Sets aside what an account did before its network told that it is a machine; later rows are marked anyway."""

    name = "machine_declared"
    version = "1"
    title = gettext_noop("Machines that say so")
    reason = gettext_noop("Done by an account that says of itself that it is a machine.")
    how = gettext_noop(
        "What an account did before it said of itself that it is automated. What it did since is marked in the "
        "ledger and never counted."
    )

    def concerned(self, brand: Brand) -> str:
        """Return what stands for these accounts."""
        accounts = Identity.objects.filter(brand=brand, automated=True, side=Side.THEM)
        return standing_for(accounts.order_by("pk").values_list("pk", flat=True).iterator())

    def find(self, rows: QuerySet[Interaction]) -> Iterable[Finding]:
        """Return what such accounts did."""
        said_so = rows.filter(actor__automated=True, actor__side=Side.THEM, automated=False)
        for pk in said_so.values_list("pk", flat=True).iterator():
            yield Finding(pk)  # who did it stands beside the row, and goes when they are erased
