"""The letter that brings an invitation into a team, where a mail address was given and mail is sent from here."""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from antiphon.letters.actions import write_letter
from antiphon.letters.models import Letter
from antiphon.organizations.models import Key, Member


def write_invitation(by: Member, invitation: Key, address: str) -> Letter | None:
    """Write to whoever is invited, in the brand's language; None if there is no address or no mail is sent."""
    if not invitation.mail or invitation.expires_at is None:
        return None
    with translation.override(by.brand.language):
        told = {"name": by.user, "brand": by.brand.name, "role": invitation.get_role_display()}
        subject = _("%(name)s invites you to work for %(brand)s") % told
        until = date_format(localtime(invitation.expires_at, by.brand.zone), "DATE_FORMAT")
        lines = [
            _("%(name)s invites you to join %(brand)s as %(role)s.") % told,
            _("Open this link, once, until %(day)s:") % {"day": until} + f"\n{address}",
        ]
        text = "\n\n".join(lines)
        return write_letter(f"invitation:{invitation.pk}", invitation.mail, subject, text, confidential=True)
