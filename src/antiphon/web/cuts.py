"""Addresses of parts of pictures, as previews show them: who was shown one may load it, member or not."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.http import urlencode

from antiphon.publishing.models import Asset

_signer = Signer(salt="cut of a picture")


def cut_address(asset: Asset, box: tuple[float, float, float, float]) -> str:
    """Return the address of a part of a picture, in shares of its sides; it opens this part and nothing else."""
    part = ",".join(f"{share:.4f}" for share in box)
    key = _signer.signature(_named(asset.pk, part))
    return f"{reverse('cut_asset', args=[asset.brand.slug, asset.pk])}?{urlencode({'box': part, 'key': key})}"


def is_key_of(key: str, pk: int, part: str) -> bool:
    """Whether the key was made for this part of this picture."""
    try:
        _signer.unsign(f"{_named(pk, part)}:{key}")
    except BadSignature:
        return False
    return True


def _named(pk: int, part: str) -> str:
    return f"{pk}/{part}"
