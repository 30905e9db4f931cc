"""Where bin/check keeps what package.json names."""

import os
from pathlib import Path

VARIABLE = "ANTIPHON_PARTNERS"


class PartnersMissingError(Exception):
    """The npm packages of package.json are not installed on this machine."""


def partners_folder() -> Path:
    """The folder that holds `node_modules`. Raises PartnersMissingError when bin/check has not made one."""
    named = os.environ.get(VARIABLE)
    if not named or not (Path(named) / "node_modules").is_dir():
        raise PartnersMissingError(f"{VARIABLE} does not name the packages of package.json: run bin/check")
    return Path(named)


def node() -> Path:
    """The node program that the packages were compiled for."""
    return partners_folder() / "node_modules" / "node" / "bin" / "node"


def axe_script() -> str:
    """The source of axe-core, which finds barriers in a page."""
    return (partners_folder() / "node_modules" / "axe-core" / "axe.min.js").read_text()
