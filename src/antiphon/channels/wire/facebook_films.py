"""Videos of Facebook Pages: uploaded in pieces, published by a last request."""

from collections.abc import Iterator, Mapping
from typing import Any

from antiphon.channels.connector import Fence, Media, Outgoing, Reference
from antiphon.channels.wire.facebook import PAGES, post_form, uri
from antiphon.channels.wire.graph import Graph
from antiphon.channels.wire.multipart import File, Form
from antiphon.channels.wire.rest import understood
from antiphon.lib.errors import ChannelError, Trouble

#: The step before a video is asked to be published.
_FINISHING = "finishing a video"


def finish_video(graph: Graph, address: str, outgoing: Outgoing, prepared: str, fence: Fence) -> Reference:
    """Publish an uploaded video, unless an earlier try did: it has its name before it can be seen."""
    video, _, session = prepared.partition(":")
    taken = Reference(uri(f"video/{video}"), video, f"{PAGES}/watch/?v={video}", processing=True)
    if fence.reached(_FINISHING) == video and _was_taken(graph, video):
        return taken
    [media] = outgoing.media
    fields = {"upload_phase": "finish", "upload_session_id": session, "description": outgoing.text}
    fields |= {"title": media.title} if media.title else {}
    form = Form(fields, {"thumb": File(media.cover, media.cover.name, "image/jpeg")} if media.cover else {})
    fence.checkpoint(_FINISHING, video)
    fence.open()
    found = post_form(graph, address, form, sent=True)
    with understood("videos", sent=True):
        if found["success"] is not True:
            raise ChannelError(Trouble.MEDIA, f"video {video}: not taken")
    return taken


def upload_video(graph: Graph, address: str, media: Media) -> tuple[str, str]:
    """Upload a film in the pieces that the network asks for; return its id and that of the upload. Nobody sees it."""
    size = media.path.stat().st_size
    told = graph.change(address, {"upload_phase": "start", "file_size": str(size)})
    with understood("start"):
        video, session = str(told["video_id"]), str(told["upload_session_id"])
    for piece in _pieces(graph, address, session, media, told):
        with understood("transfer"):
            told.update(piece)
    return video, session


def _pieces(
    graph: Graph, address: str, session: str, media: Media, told: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Send piece after piece; `told` says which is wanted next, and is brought up to date by who asks."""
    with media.path.open("rb") as file:
        while True:
            with understood("offsets"):
                first, end = int(told["start_offset"]), int(told["end_offset"])
            if first >= end:
                return
            file.seek(first)
            fields = {"upload_phase": "transfer", "upload_session_id": session, "start_offset": str(first)}
            piece = {"video_file_chunk": ("piece", file.read(end - first), "application/octet-stream")}
            yield graph.ask("POST", address, data=fields, files=piece)


def _was_taken(graph: Graph, video: str) -> bool:
    found = graph.get(video, fields="status")
    with understood("video"):
        return str(found["status"]["video_status"]) in {"processing", "ready"}
