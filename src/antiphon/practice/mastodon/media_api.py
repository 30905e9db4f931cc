"""Uploads."""

from datetime import timedelta

from antiphon.practice.exchange import Answer, Request, Upload
from antiphon.practice.images import FileKind, file_kind
from antiphon.practice.mastodon.access import user
from antiphon.practice.mastodon.entities import media_entity
from antiphon.practice.mastodon.instance import Instance, not_found, unprocessable
from antiphon.practice.mastodon.limits import IMAGE_TYPES, VIDEO_TYPES
from antiphon.practice.mastodon.records import Account, Media
from antiphon.practice.routing import Router

router = Router[Instance]()
EXTENSIONS = {"image/jpeg": "jpg", "image/svg+xml": "svg", "video/quicktime": "mov"}


@router.on("POST", "/api/v2/media")
def upload(instance: Instance, request: Request) -> Answer:
    """Take a file: 202 while it is being processed, 200 when that takes no time."""
    media = _taken(instance, request)
    status = 202 if media.ready_at > instance.clock.now() else 200
    return Answer.of_json(media_entity(instance, media), status)


@router.on("POST", "/api/v1/media")
def upload_and_wait(instance: Instance, request: Request) -> Answer:
    """Take a file and answer when it is ready (the deprecated way)."""
    media = _taken(instance, request)
    media.ready_at = instance.clock.now()
    return Answer.of_json(media_entity(instance, media))


def _taken(instance: Instance, request: Request) -> Media:
    author = user(instance, request, "write:media")
    file = request.files.get("file")
    if file is None:
        raise unprocessable("Validation failed: File can't be blank")
    return store(instance, author, file, request.value("description"))


def store(instance: Instance, author: Account, file: Upload, description: str | None) -> Media:
    """Check a file and keep it."""
    kind = file_kind(file.data)
    if kind is None or kind.mime_type not in {*IMAGE_TYPES, *VIDEO_TYPES}:
        raise unprocessable("Validation failed: File content type is invalid, File is invalid")
    _check_size(instance, kind, len(file.data))
    check_description(instance, description)
    identifier = str(instance.next_number())
    name = f"{identifier}.{EXTENSIONS.get(kind.mime_type, kind.mime_type.split('/')[1])}"
    ready_at = instance.clock.now() + timedelta(seconds=instance.limits.processing_seconds)
    instance.files.put(name, file.data)
    media = Media(
        id=identifier,
        account_id=author.id,
        name=name,
        mime_type=kind.mime_type,
        width=kind.width,
        height=kind.height,
        size=len(file.data),
        description=description,
        ready_at=ready_at,
    )
    instance.state.media[identifier] = media
    return media


def _check_size(instance: Instance, kind: FileKind, size: int) -> None:
    limits = instance.limits
    most, matrix = (
        (limits.image_size_limit, limits.image_matrix_limit)
        if kind.is_image
        else (limits.video_size_limit, limits.video_matrix_limit)
    )
    if size > most:
        megabytes = most // 1_048_576
        raise unprocessable(f"Validation failed: File file size must be less than or equal to {megabytes} MB")
    if kind.width * kind.height > matrix:
        raise unprocessable(f"Validation failed: {kind.width}x{kind.height} images are not supported")


def check_description(instance: Instance, description: str | None) -> None:
    """Refuse an alternative text that is too long."""
    most = instance.limits.description_limit
    if description and len(description) > most:
        message = f"Validation failed: Description is too long (maximum is {most} characters)"
        raise unprocessable(message)


def _own(instance: Instance, request: Request) -> Media:
    author = user(instance, request, "write:media")
    media = instance.state.media.get(request.params["id"])
    if not media or media.account_id != author.id or media.status_id:
        raise not_found()
    return media


@router.on("GET", "/api/v1/media/{id}")
def show(instance: Instance, request: Request) -> Answer:
    """Return an upload that is not attached yet: 206 while it is being processed."""
    media = _own(instance, request)
    status = 206 if media.ready_at > instance.clock.now() else 200
    return Answer.of_json(media_entity(instance, media), status)


@router.on("PUT", "/api/v1/media/{id}")
def update(instance: Instance, request: Request) -> Answer:
    """Change the alternative text of an upload that is not attached yet."""
    media = _own(instance, request)
    description = request.value("description")
    check_description(instance, description)
    instance.revision += 1
    media.description = description
    return Answer.of_json(media_entity(instance, media))


@router.on("DELETE", "/api/v1/media/{id}")
def delete(instance: Instance, request: Request) -> Answer:
    """Delete an upload that is not attached."""
    media = _own(instance, request)
    instance.revision += 1
    del instance.state.media[media.id]
    return Answer.of_json({})


@router.on("GET", "/system/media_attachments/{name}")
def file(instance: Instance, request: Request) -> Answer:
    """Serve the bytes of an upload."""
    media = next((m for m in instance.state.media.values() if m.name == request.params["name"]), None)
    data = instance.files.get(media.name) if media else None
    if media is None or data is None:
        raise not_found()
    return Answer(200, data, media.mime_type, {"Cache-Control": "public, max-age=31536000, immutable"})
