"""Who asks, and whether the token lets them; pages of a list."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.mastodon.instance import Instance
from antiphon.practice.mastodon.records import Account, Token

FOLLOW_SCOPES = frozenset({"read:follows", "write:follows"})


class HasId(Protocol):
    """Anything with an id that sorts by number."""

    id: str


def invalid_token(description: str = "The access token is invalid") -> RefusalError:
    """Return the 401 that OAuth prescribes, with the sentence that the API shows."""
    challenge = f'Bearer realm="Doorkeeper", error="invalid_token", error_description="{description}"'
    return RefusalError(401, {"error": description}, {"WWW-Authenticate": challenge})


def token_of(instance: Instance, request: Request) -> Token | None:
    """Return the token of a request; None without one. An unknown one is refused."""
    if request.bearer is None:
        return None
    token = instance.state.tokens.get(request.bearer)
    if token is None:
        raise invalid_token()
    return token


def viewer(instance: Instance, request: Request) -> Account | None:
    """Return the account that asks; None for the public."""
    token = token_of(instance, request)
    return instance.state.accounts[token.account_id] if token and token.account_id else None


def user(instance: Instance, request: Request, scope: str) -> Account:
    """Return the account that asks, or refuse: a user token with this scope is needed."""
    token = token_of(instance, request)
    if token is None:
        raise invalid_token()
    if not is_granted(scope, token.scopes):
        raise RefusalError(403, {"error": "This action is outside the authorized scopes"})
    if token.account_id is None:
        raise RefusalError(422, {"error": "This method requires an authenticated user"})
    return instance.state.accounts[token.account_id]


def is_granted(scope: str, granted: str) -> bool:
    """Tell whether a scope such as `write:media` is within the granted ones."""
    names = granted.split()
    wider = scope.split(":", maxsplit=1)[0]
    return scope in names or wider in names or ("follow" in names and scope in FOLLOW_SCOPES)


def page[Item: HasId](
    request: Request, newest_first: Sequence[Item], default: int
) -> tuple[list[Item], dict[str, str]]:
    """Cut a page by `max_id`, `since_id`, `min_id` and `limit`; return it with its Link header."""
    limit = _limit(request, default)
    items = [i for i in newest_first if _within(request, i)]
    newest = items[-limit:] if request.value("min_id") else items[:limit]
    return newest, _links(request, newest, limit)


def _limit(request: Request, default: int) -> int:
    asked = request.value("limit") or ""
    return max(1, min(int(asked), default * 2)) if asked.isdigit() else default


def _within(request: Request, item: HasId) -> bool:
    highest, lowest = request.value("max_id"), request.value("min_id") or request.value("since_id")
    number = int(item.id)
    return (not highest or number < int(highest)) and (not lowest or number > int(lowest))


def _links(request: Request, items: Sequence[HasId], limit: int) -> dict[str, str]:
    if not items:
        return {}
    base = f"http://{request.headers.get('host', '')}{request.path}"
    kept = [(k, v) for k, values in request.query.items() for v in values if not k.endswith("_id")]
    kept = [(f"{k}[]" if k.endswith("types") else k, v) for k, v in kept]
    links = [f'<{base}?{urlencode([*kept, ("min_id", items[0].id)])}>; rel="prev"']
    if len(items) == limit:
        links.insert(0, f'<{base}?{urlencode([*kept, ("max_id", items[-1].id)])}>; rel="next"')
    return {"Link": ", ".join(links)}


def listing[Item: HasId](
    request: Request, items: Sequence[Item], default: int, write: Callable[[Item], Any]
) -> Answer:
    """Answer with one page of a list, newest first."""
    newest_first = sorted(items, key=lambda item: int(item.id), reverse=True)
    chosen, headers = page(request, newest_first, default)
    return Answer.of_json([write(item) for item in chosen], headers=headers)


def rate_limit(instance: Instance, request: Request) -> dict[str, str]:
    """Count a request where that is enforced; return the headers, or refuse with 429."""
    limits, now = instance.limits, instance.clock.now()
    window = timedelta(seconds=limits.window_seconds)
    who = request.bearer or "public"
    counted = instance.recent_requests.get(who, []) if limits.enforce_rate_limit else []
    recent = [at for at in counted if at > now - window]
    instance.recent_requests[who] = [*recent, now]
    remaining = max(0, limits.requests_per_window - len(recent) - 1)
    reset = (recent[0] if recent else now) + window
    headers = rate_limit_headers(limits.requests_per_window, remaining, reset)
    if len(recent) >= limits.requests_per_window:
        raise RefusalError(429, {"error": "Too many requests"}, headers)
    return headers


def rate_limit_headers(limit: int, remaining: int, reset: datetime) -> dict[str, str]:
    """Return Mastodon's rate limit headers."""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": reset.isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
