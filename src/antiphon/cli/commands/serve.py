"""Serve the product on your own data folder: pages and worker, until you stop it."""

import argparse

from antiphon.cli.house import House


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where it listens, and whether a browser is opened."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="the port to listen on (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    house = House(options.host, options.port, browser=not options.no_browser)
    house.prepare()
    return house.serve(_welcome)


def _welcome(address: str) -> tuple[str, str]:
    """Return what to say once it answers, and the page to open."""
    from antiphon.organizations.actions import issue_setup_key
    from antiphon.organizations.models import User

    if User.objects.exists():
        return f"Antiphon answers at {address}", address
    link = f"{address}/welcome/{issue_setup_key()}/"
    return (
        f"Antiphon answers at {address}\nMake the first account with this link, once, within a day:\n  {link}",
        link,
    )
