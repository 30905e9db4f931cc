"""What is logged: one line an event, as JSON or for a terminal; never a secret."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

#: What opens something: tokens and passwords, and the addresses of links that work once.
_SECRET = re.compile(
    r"(?i)(bearer\s+|(?:password|token|secret)[\"'=: ]+|[?&](?:code|state|code_verifier)=|eyJ"
    r"|/welcome/|/join/|/review/|/plan/|/reports/|/letters/(?:confirm|leave)/|/document/|/reset/key/)[\w.~+/:=%-]{8,}"
)


def configure(settings: dict[str, Any]) -> None:
    """Set up logging for the whole process; Django calls it with LOGGING."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(settings.get("level", "INFO"))
    logging.getLogger("httpx").setLevel("WARNING")
    logging.getLogger("urllib3").setLevel("WARNING")


def _without_secrets(_logger: object, _method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRET.sub(r"\1…", value)
    return event
