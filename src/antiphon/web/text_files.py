"""Files of plain text that are handed in."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from antiphon.lib.errors import Refusal

MOST_BYTES = 20_000_000


def text_of(file: "UploadedFile[bytes] | None") -> str:
    """Return what a file says; raise Refusal for one that is no text, or too large."""
    if file is None:
        return ""
    if (file.size or 0) > MOST_BYTES:
        raise Refusal(_("The file is larger than 20 MB."), field="file")
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refusal(_("The file is no text in UTF-8."), field="file") from None
