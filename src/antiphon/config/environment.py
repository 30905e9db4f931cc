"""Typed readers of the environment: a wrong value is loud and says what would be right."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from antiphon.lib.secrets import read_keys


class SettingError(SystemExit):
    """A setting is missing or not as it should be."""


def text(name: str, default: str = "") -> str:
    """Return a setting as text."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """Return a setting that is yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return value in {"1", "true", "yes", "on"} if value else default
    raise SettingError(f"{name} is {value!r}; it should be yes or no.")


def number(name: str, default: float) -> float:
    """Return a setting that is a number."""
    value = os.environ.get(name, "").strip()
    try:
        return float(value) if value else default
    except ValueError:
        raise SettingError(f"{name} is {value!r}; it should be a number.") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a setting that is a list, parted by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """Return a setting that is a list of addresses or networks, such as 10.0.0.0/8, parted by commas."""
    try:
        return [ip_network(word) for word in words(name, default)]
    except ValueError as error:
        raise SettingError(f"{name}: {error}; it should be like 127.0.0.1,10.0.0.0/8.") from None


def addresses(name: str) -> dict[str, str]:
    """Return a setting that leads beginnings of addresses elsewhere: `https://a.example=http://b.example`, …."""
    led = dict(pair.partition("=")[::2] for pair in words(name))
    for one in (*led, *led.values()):
        if urlsplit(one).scheme not in {"http", "https"} or not urlsplit(one).hostname:
            raise SettingError(
                f"{name} should be like https://api.network.example=https://relay.example, parted by commas."
            )
    return led


def database(name: str, data: Path) -> dict[str, object]:
    """Return Django's database settings: SQLite in the data folder, or what a postgresql:// address says."""
    address = os.environ.get(name, "").strip()
    if not address:
        return _sqlite(data / "antiphon.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(f"{name} begins with {parts.scheme}://; it should begin with postgresql:// or sqlite://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def mailers(name: str) -> dict[str, object]:
    """Return Django's mail settings from smtp:// (STARTTLS with ?tls=start) or smtps://; none if it is not set."""
    address = os.environ.get(name, "").strip()
    if not address:
        return {}
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingError(f"{name} should be like smtp://user:password@mail.example:587?tls=start or smtps://….")
    options = {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.query == "tls=start",
        "timeout": 30,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "antiphon.config.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
        },
        "TEST": {"NAME": str(path.with_name("antiphon-test.sqlite3"))},
    }


def last_address(data: Path) -> str:
    """Return where the product answered the last time it was served from this folder."""
    noted = data / "address"
    return noted.read_text().strip() if noted.exists() else "http://localhost:8000"


def secret(path: Path) -> str:
    """Return the signing secret of this installation; make it at the first start."""
    return read_keys(path)[0]
