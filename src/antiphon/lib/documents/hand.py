"""What opens documents: runs in a process of its own (`lib/apart.py`), since PDFium knows only one thread."""

from pathlib import Path
from typing import Any

import pypdfium2


def draw(path: str, cover: str, most: int) -> dict[str, Any]:
    """Draw page one; return the fields of a Document."""
    document = pypdfium2.PdfDocument(path)
    if not len(document):
        raise ValueError("there is no page in it")
    page = document[0]
    scale = min(most / max(page.get_size()), 4.0)
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    picture.save(cover, "JPEG", quality=88, optimize=True)
    return {
        "pages": len(document), "title": str(document.get_metadata_value("Title") or "").strip()[:200],
        "width": picture.width, "height": picture.height, "bytes": Path(path).stat().st_size,
    }  # fmt: skip
