"""Repositories: `com.atproto.repo` and the files of `com.atproto.sync`."""

from datetime import timedelta
from typing import Any

from antiphon.practice.bluesky.identifiers import Address, blob_cid, tid
from antiphon.practice.bluesky.network import Network, invalid_request
from antiphon.practice.bluesky.records import Account, Blob, Record
from antiphon.practice.bluesky.sessions import authentication_required, user
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.images import file_kind
from antiphon.practice.routing import Router

router = Router[Network]()
CREATE_POINTS, PUT_POINTS, DELETE_POINTS = 3, 2, 1
MOST_WRITES = 200


def _own(network: Network, request: Request, points: int) -> tuple[Account, dict[str, Any]]:
    """Return who writes and the body; the repository must be the writer's own."""
    author, body = user(network, request), request.json
    if not isinstance(body, dict):
        raise invalid_request("Request encoding (Content-Type) required but not provided")
    repo = network.find_account(str(body.get("repo")))
    if repo is None:
        raise invalid_request(f"Could not find repo: {body.get('repo')}")
    if repo.did != author.did:
        raise authentication_required()
    spend(network, author.did, points)
    return author, body


def spend(network: Network, did: str, points: int) -> None:
    """Count write points; refuse with 429 when limits are enforced and used up."""
    limits, now = network.limits, network.clock.now()
    spent = [s for s in network.spent_points.get(did, []) if s[0] > now - timedelta(days=1)]
    for most, seconds in ((limits.write_points_per_hour, 3600), (limits.write_points_per_day, 86_400)):
        window = [s for s in spent if s[0] > now - timedelta(seconds=seconds)]
        if limits.enforce_rate_limit and sum(p for _, p in window) + points > most:
            wait = (window[0][0] + timedelta(seconds=seconds) - now).total_seconds()
            raise RefusalError(429, RATE_LIMITED, rate_limit_headers(network, most, seconds, int(wait) + 1))
    network.spent_points[did] = [*spent, (now, points)]


RATE_LIMITED = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}


def rate_limit_headers(network: Network, limit: int, window: int, wait: int) -> dict[str, str]:
    """Return the headers of a 429; `wait` in seconds."""
    reset = int(network.clock.now().timestamp()) + wait
    return {
        "RateLimit-Limit": str(limit),
        "RateLimit-Reset": str(reset),
        "RateLimit-Remaining": "0",
        "RateLimit-Policy": f"{limit};w={window}",
        "Retry-After": str(wait),
    }


def _commit(network: Network, did: str) -> dict[str, str]:
    revision = tid(network.clock.now(), network.next_number())
    return {"cid": blob_cid(f"{did} {revision}".encode()).replace("bafkrei", "bafyrei"), "rev": revision}


def _address(network: Network, did: str, body: dict[str, Any]) -> Address:
    collection = body.get("collection")
    if not isinstance(collection, str):
        raise invalid_request('Missing required key "collection" at $')
    return Address(did, collection, body.get("rkey") or network.new_rkey(network.clock.now()))


def _written(network: Network, record: Record, status: str | None) -> dict[str, Any]:
    document = {"uri": record.uri, "cid": record.cid, "commit": _commit(network, record.did)}
    return document | ({"validationStatus": status} if status else {})


@router.on("POST", "/xrpc/com.atproto.repo.createRecord")
def create_record(network: Network, request: Request) -> Answer:
    """Create a record under a given or a new key."""
    author, body = _own(network, request, CREATE_POINTS)
    address, now = _address(network, author.did, body), network.clock.now()
    record, status = network.create(address, body.get("record") or {}, now, validate=body.get("validate"))
    return Answer.of_json(_written(network, record, status))


@router.on("POST", "/xrpc/com.atproto.repo.putRecord")
def put_record(network: Network, request: Request) -> Answer:
    """Create a record or put another in its place; the same content again changes nothing."""
    author, body = _own(network, request, PUT_POINTS)
    address, now = _address(network, author.did, body), network.clock.now()
    existing = network.state.records.get(address.uri)
    _check_swap(body, existing)
    if existing is None:
        record, status = network.create(address, body["record"], now, validate=body.get("validate"))
        return Answer.of_json(_written(network, record, status))
    record, status = network.prepared(address, body["record"], now, validate=body.get("validate"))
    if record.cid == existing.cid:
        return Answer.of_json({"uri": record.uri, "cid": record.cid, "validationStatus": status})
    network.keep(record)
    return Answer.of_json(_written(network, record, status))


def _check_swap(body: dict[str, Any], existing: Record | None) -> None:
    current = existing.cid if existing else None
    if "swapRecord" in body and body["swapRecord"] != current:
        raise invalid_request(f"Record was at {current}", "InvalidSwap")


@router.on("POST", "/xrpc/com.atproto.repo.deleteRecord")
def delete_record(network: Network, request: Request) -> Answer:
    """Make sure that a record does not exist."""
    author, body = _own(network, request, DELETE_POINTS)
    existing = network.state.records.get(_address(network, author.did, body).uri)
    if existing is None:
        return Answer.of_json({})
    _check_swap(body, existing)
    network.remove(existing)
    return Answer.of_json({"commit": _commit(network, author.did)})


@router.on("POST", "/xrpc/com.atproto.repo.applyWrites")
def apply_writes(network: Network, request: Request) -> Answer:
    """Carry several writes out, or none of them."""
    author, body = _own(network, request, 0)
    writes = body.get("writes") or []
    if len(writes) > MOST_WRITES:
        raise invalid_request("Too many writes. Max: 200")
    before = dict(network.state.records), list(network.state.notifications)
    try:
        results = [_apply(network, author, write, validate=body.get("validate")) for write in writes]
    except RefusalError:
        network.state.records, network.state.notifications = before
        raise
    return Answer.of_json({"commit": _commit(network, author.did), "results": results})


def _apply(network: Network, author: Account, write: dict[str, Any], *, validate: bool | None) -> dict[str, Any]:
    action = str(write.get("$type", "")).partition("#")[2]
    points = {"create": CREATE_POINTS, "update": PUT_POINTS, "delete": DELETE_POINTS}
    if action not in points:
        raise invalid_request(f"Action not supported: {write.get('$type')}")
    spend(network, author.did, points[action])
    result = {"$type": f"com.atproto.repo.applyWrites#{action}Result"}
    address, now = _address(network, author.did, write), network.clock.now()
    existing = network.state.records.get(address.uri)
    if action == "create":
        record, status = network.create(address, write["value"], now, validate=validate)
        return result | {"uri": record.uri, "cid": record.cid, "validationStatus": status}
    if existing is None:
        raise RefusalError(500, {"error": "InternalServerError", "message": "Internal Server Error"})
    if action == "delete":
        network.remove(existing)
        return result
    record, status = network.prepared(address, write["value"], now, validate=validate)
    network.keep(record)
    return result | {"uri": record.uri, "cid": record.cid, "validationStatus": status}


@router.on("GET", "/xrpc/com.atproto.repo.getRecord")
def get_record(network: Network, request: Request) -> Answer:
    """Return one record."""
    repo = network.find_account(request.value("repo") or "")
    did = repo.did if repo else request.value("repo") or ""
    address = Address(did, request.value("collection") or "", request.value("rkey") or "")
    record = network.state.records.get(address.uri)
    if record is None or request.value("cid") not in {None, record.cid}:
        raise invalid_request(f"Could not locate record: {address.uri}", "RecordNotFound")
    return Answer.of_json({"uri": record.uri, "cid": record.cid, "value": record.value})


@router.on("GET", "/xrpc/com.atproto.repo.listRecords")
def list_records(network: Network, request: Request) -> Answer:
    """Return the records of a collection by key, latest first unless `reverse`."""
    repo = network.find_account(request.value("repo") or "")
    if repo is None:
        raise invalid_request(f"Could not find repo: {request.value('repo')}")
    reverse, cursor = request.flag("reverse"), request.value("cursor")
    found = network.records(request.value("collection") or "", repo.did)
    if cursor:
        found = [r for r in found if (r.rkey > cursor if reverse else r.rkey < cursor)]
    found.sort(key=lambda r: r.rkey, reverse=not reverse)
    page = found[: int(request.value("limit") or 50)]
    records = [{"uri": r.uri, "cid": r.cid, "value": r.value} for r in page]
    return Answer.of_json({"records": records} | ({"cursor": page[-1].rkey} if page else {}))


@router.on("GET", "/xrpc/com.atproto.repo.describeRepo")
def describe_repo(network: Network, request: Request) -> Answer:
    """Return what a repository holds."""
    repo = network.find_account(request.value("repo") or "")
    if repo is None:
        raise invalid_request(f"Could not find repo: {request.value('repo')}")
    collections = sorted({r.collection for r in network.state.records.values() if r.did == repo.did})
    document = {"handle": repo.handle, "did": repo.did, "didDoc": {}, "collections": collections}
    return Answer.of_json(document | {"handleIsCorrect": True})


@router.on("POST", "/xrpc/com.atproto.repo.uploadBlob")
def upload_blob(network: Network, request: Request) -> Answer:
    """Keep a file; what it is, its first bytes say."""
    author = user(network, request)
    if len(request.body) > network.limits.blob_upload_limit:
        raise RefusalError(413, {"error": "PayloadTooLarge", "message": "request entity too large"})
    blob = store_blob(network, author, request.body, request.content_type)
    return Answer.of_json({"blob": blob.reference()})


def store_blob(network: Network, author: Account, data: bytes, content_type: str) -> Blob:
    """Keep a file under its CID."""
    kind = file_kind(data)
    mime_type = kind.mime_type if kind else content_type or "application/octet-stream"
    width, height = (kind.width, kind.height) if kind else (0, 0)
    blob = Blob(blob_cid(data), author.did, mime_type, len(data), width, height)
    network.revision += 1
    network.files.put(blob.cid, data)
    network.state.blobs[blob.cid] = blob
    return blob


@router.on("GET", "/xrpc/com.atproto.sync.getBlob")
def get_blob(network: Network, request: Request) -> Answer:
    """Serve a file."""
    blob = network.state.blobs.get(request.value("cid") or "")
    data = network.files.get(blob.cid) if blob else None
    if blob is None or data is None:
        raise invalid_request("Blob not found", "BlobNotFound")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return Answer(200, data, blob.mime_type, headers)
