"""What a request that leaves the house may do."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a request may do: whom it may reach, for how long (seconds), how much it may read (bytes).

    `private_allowed` lists hosts or `host:port` of private addresses that the operator trusts.
    """

    private_allowed: frozenset[str] = field(default_factory=frozenset)
    connect_seconds: float = 10.0
    total_seconds: float = 60.0
    max_bytes: int = 16 * 1024 * 1024

    def allows(self, host: str, port: int) -> bool:
        """Whether the operator trusts this private address."""
        return host in self.private_allowed or f"{host}:{port}" in self.private_allowed
