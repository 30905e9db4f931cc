"""The JSON documents of the Mastodon protocol."""

from typing import Any
from urllib.parse import quote

from antiphon.practice.clock import iso
from antiphon.practice.mastodon.instance import Instance
from antiphon.practice.mastodon.limits import IMAGE_TYPES, VIDEO_TYPES
from antiphon.practice.mastodon.records import Account, Media, Notification, Poll, Scheduled, Status
from antiphon.practice.mastodon.text import as_html, hashtags

VERSION = "4.5.0"
Document = dict[str, Any]


def account_entity(instance: Instance, account: Account) -> Document:
    """Account."""
    own = [s for s in instance.state.statuses.values() if s.account_id == account.id]
    followed = sum(account.id in f for f in instance.state.followers.values())
    avatar = f"{instance.url}/avatars/{account.id}.svg"
    return {
        "id": account.id,
        "username": account.username,
        "acct": account.acct,
        "display_name": account.display_name,
        "locked": False,
        "bot": account.bot,
        "discoverable": True,
        "group": False,
        "created_at": iso(account.created_at),
        "note": as_html(account.note, instance.url, instance.address_of),
        "url": instance.address(account),
        "uri": f"{instance.url}/users/{account.acct}",
        "avatar": avatar,
        "avatar_static": avatar,
        "header": avatar,
        "header_static": avatar,
        "followers_count": len(instance.state.followers.get(account.id, {})),
        "following_count": followed,
        "statuses_count": len(own),
        "last_status_at": _last_day(own) if own else None,
        "emojis": [],
        "fields": [],
        "roles": [],
    }


def _last_day(statuses: list[Status]) -> str:
    return max(s.created_at for s in statuses).date().isoformat()


def credential_entity(instance: Instance, account: Account) -> Document:
    """CredentialAccount: the account as its owner sees it."""
    source = {
        "privacy": "public",
        "sensitive": False,
        "language": None,
        "note": account.note,
        "fields": [],
        "follow_requests_count": 0,
    }
    role = {"id": "-99", "name": "", "color": "", "permissions": "65536", "highlighted": False}
    return account_entity(instance, account) | {"source": source, "role": role}


def media_entity(instance: Instance, media: Media) -> Document:
    """MediaAttachment; its url is null while it is being processed."""
    ready = media.ready_at <= instance.clock.now()
    address = f"{instance.url}/system/media_attachments/{media.name}"
    size = {
        "width": media.width,
        "height": media.height,
        "size": f"{media.width}x{media.height}",
        "aspect": media.width / media.height if media.height else 1.0,
    }
    return {
        "id": media.id,
        "type": "video" if media.is_video else "image",
        "url": address if ready else None,
        "preview_url": address if ready else None,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": {"original": size, "small": size},
        "description": media.description,
        "blurhash": None,
    }


def status_entity(instance: Instance, status: Status, viewer: Account | None) -> Document:
    """Status; for a boost the boosted status is inside."""
    original = instance.state.statuses[status.reblog_of_id] if status.reblog_of_id else None
    content = original or status
    author = instance.state.accounts[status.account_id]
    return {
        "id": status.id,
        "created_at": iso(status.created_at),
        "edited_at": None,
        "visibility": status.visibility,
        "uri": f"{instance.url}/users/{author.acct}/statuses/{status.id}",
        "url": f"{instance.address(author)}/{status.id}",
        "account": account_entity(instance, author),
        "reblog": status_entity(instance, original, viewer) if original else None,
        "emojis": [],
        "card": None,
        "poll": _poll_entity(instance, content) if content.poll else None,
        "filtered": [],
        **_content(instance, content),
        **_reactions(instance, content, viewer),
    }


def _poll_entity(instance: Instance, status: Status) -> Document:
    poll = status.poll or Poll([], status.created_at)
    counts = [len(poll.votes.get(option, [])) for option in poll.options]
    return {
        "id": status.id,
        "expires_at": iso(poll.expires_at),
        "expired": poll.expires_at <= instance.clock.now(),
        "multiple": poll.multiple,
        "votes_count": sum(counts),
        "voters_count": len({who for votes in poll.votes.values() for who in votes}),
        "options": [
            {"title": option, "votes_count": count} for option, count in zip(poll.options, counts, strict=True)
        ],
        "emojis": [],
    }


def _content(instance: Instance, status: Status) -> Document:
    parent = instance.state.statuses.get(status.in_reply_to_id or "")
    application = {"name": status.application, "website": None} if status.application else None
    return {
        "in_reply_to_id": status.in_reply_to_id,
        "in_reply_to_account_id": parent.account_id if parent else None,
        "sensitive": status.sensitive,
        "spoiler_text": status.spoiler_text,
        "language": status.language,
        "content": as_html(status.text, instance.url, instance.address_of),
        "application": application,
        "media_attachments": [media_entity(instance, instance.state.media[m]) for m in status.media_ids],
        "mentions": [_mention(instance, instance.state.accounts[a]) for a in status.mentions],
        "tags": [{"name": tag, "url": f"{instance.url}/tags/{quote(tag)}"} for tag in hashtags(status.text)],
    }


def _mention(instance: Instance, account: Account) -> Document:
    return {
        "id": account.id,
        "username": account.username,
        "acct": account.acct,
        "url": instance.address(account),
    }


def _reactions(instance: Instance, status: Status, viewer: Account | None) -> Document:
    reblogs = instance.reblogs(status)
    return {
        "replies_count": len(instance.replies(status)),
        "reblogs_count": len(reblogs),
        "favourites_count": len(status.favourites),
        "quotes_count": 0,
        "favourited": bool(viewer and viewer.id in status.favourites),
        "reblogged": bool(viewer and any(r.account_id == viewer.id for r in reblogs)),
        "muted": False,
        "bookmarked": False,
        "pinned": False,
    }


def scheduled_entity(instance: Instance, scheduled: Scheduled) -> Document:
    """ScheduledStatus."""
    draft = scheduled.draft
    media = [media_entity(instance, instance.state.media[m]) for m in draft.media_ids]
    params = {
        "text": draft.text,
        "media_ids": draft.media_ids or None,
        "sensitive": draft.sensitive,
        "spoiler_text": draft.spoiler_text or None,
        "visibility": draft.visibility,
        "language": draft.language,
        "scheduled_at": None,
        "poll": None,
        "idempotency": None,
        "in_reply_to_id": draft.in_reply_to_id,
        "application_id": 1,
        "with_rate_limit": False,
    }
    moment = iso(scheduled.scheduled_at)
    return {"id": scheduled.id, "scheduled_at": moment, "params": params, "media_attachments": media}


def notification_entity(instance: Instance, notification: Notification, viewer: Account) -> Document:
    """Notification."""
    status = instance.state.statuses.get(notification.status_id or "")
    document = {
        "id": notification.id,
        "type": notification.type,
        "created_at": iso(notification.created_at),
        "group_key": f"ungrouped-{notification.id}",
        "account": account_entity(instance, instance.state.accounts[notification.from_id]),
    }
    return document | ({"status": status_entity(instance, status, viewer)} if status else {})


def relationship_entity(instance: Instance, viewer: Account, other: Account) -> Document:
    """Relationship of the viewer to another account."""
    silent = ("blocking", "blocked_by", "muting", "muting_notifications", "requested", "requested_by")
    return {
        "id": other.id,
        "following": viewer.id in instance.state.followers.get(other.id, {}),
        "followed_by": other.id in instance.state.followers.get(viewer.id, {}),
        "showing_reblogs": True,
        "notifying": False,
        "languages": None,
        "domain_blocking": False,
        "endorsed": False,
        "note": "",
        **dict.fromkeys(silent, False),
    }


def configuration(instance: Instance) -> Document:
    """Return the limits, as both versions of the instance document carry them."""
    limits = instance.limits
    return {
        "urls": {"streaming": instance.url.replace("http", "ws", 1)},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": {
            "max_characters": limits.max_characters,
            "max_media_attachments": limits.max_media_attachments,
            "characters_reserved_per_url": limits.characters_reserved_per_url,
        },
        "media_attachments": {
            "description_limit": limits.description_limit,
            "supported_mime_types": [*IMAGE_TYPES, *VIDEO_TYPES],
            "image_size_limit": limits.image_size_limit,
            "image_matrix_limit": limits.image_matrix_limit,
            "video_size_limit": limits.video_size_limit,
            "video_frame_rate_limit": limits.video_frame_rate_limit,
            "video_matrix_limit": limits.video_matrix_limit,
        },
        "polls": {
            "max_options": limits.poll_options,
            "max_characters_per_option": limits.poll_option_characters,
            "min_expiration": limits.poll_seconds[0],
            "max_expiration": limits.poll_seconds[1],
        },
        "translation": {"enabled": False},
    }


def instance_entity(instance: Instance) -> Document:
    """Instance, version 2."""
    return {
        "domain": instance.domain,
        "title": "Practice Mastodon",
        "version": VERSION,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "A practice server on this machine. Nothing here leaves it.",
        "usage": {"users": {"active_month": len(instance.state.accounts)}},
        "thumbnail": {"url": f"{instance.url}/avatars/instance.svg"},
        "icon": [],
        "languages": ["en", "it", "es", "fr"],
        "configuration": configuration(instance),
        "registrations": {"enabled": False, "approval_required": False, "message": None, "url": None},
        "api_versions": {"mastodon": 7},
        "contact": {"email": "", "account": None},
        "rules": [],
    }


def instance_entity_v1(instance: Instance) -> Document:
    """Instance, version 1, for older clients."""
    state = instance.state
    counts = {"user_count": len(state.accounts), "status_count": len(state.statuses), "domain_count": 0}
    return {
        "uri": instance.domain,
        "title": "Practice Mastodon",
        "short_description": "A practice server on this machine.",
        "description": "A practice server on this machine. Nothing here leaves it.",
        "email": "",
        "version": VERSION,
        "urls": {"streaming_api": instance.url.replace("http", "ws", 1)},
        "stats": counts,
        "thumbnail": f"{instance.url}/avatars/instance.svg",
        "languages": ["en", "it", "es", "fr"],
        "registrations": False,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": configuration(instance),
        "contact_account": None,
        "rules": [],
    }
