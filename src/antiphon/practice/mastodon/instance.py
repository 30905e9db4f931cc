"""The state of one instance and what can be done to it."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from antiphon.practice.clock import Clock
from antiphon.practice.exchange import RefusalError
from antiphon.practice.mastodon.limits import Limits
from antiphon.practice.mastodon.records import (
    PUBLIC_VISIBILITIES,
    Account,
    Draft,
    Notification,
    Remembered,
    Scheduled,
    State,
    Status,
    Token,
)
from antiphon.practice.mastodon.text import Mention, countable_length, mentioned
from antiphon.practice.storage import FileStore

ALL_SCOPES = "read write follow push profile"


def unprocessable(message: str) -> RefusalError:
    """Return Mastodon's 422."""
    return RefusalError(422, {"error": message})


def not_found() -> RefusalError:
    """Return Mastodon's 404."""
    return RefusalError(404, {"error": "Record not found"})


def check_poll(draft: Draft, limits: Limits, now: datetime) -> None:
    """Refuse a poll that this server does not take."""
    poll = draft.poll
    if poll is None:
        return
    if draft.media_ids:
        raise unprocessable("Validation failed: A poll cannot be attached to a post with media")
    if not 2 <= len(poll.options) <= limits.poll_options:
        raise unprocessable(f"Validation failed: Options can't contain more than {limits.poll_options} items")
    if any(not option.strip() or len(option) > limits.poll_option_characters for option in poll.options):
        most = limits.poll_option_characters
        raise unprocessable(f"Validation failed: Options can't be longer than {most} characters each")
    seconds = (poll.expires_at - now).total_seconds()
    if not limits.poll_seconds[0] - 60 <= seconds <= limits.poll_seconds[1]:
        raise unprocessable("Validation failed: Expires at is not within the allowed time")


class Instance:
    """One Mastodon server without its sockets. Callers hold the server's lock."""

    def __init__(self, state: State, limits: Limits, clock: Clock, files: FileStore) -> None:
        self.state = state
        self.limits = limits
        self.clock = clock
        self.files = files
        self.url = ""
        self.revision = 0
        self.recent_requests: dict[str, list[datetime]] = {}

    @property
    def domain(self) -> str:
        """Host and port, as handles carry them."""
        return self.url.removeprefix("http://")

    def next_number(self) -> int:
        """Return a number that was never given before."""
        self.revision += 1
        self.state.last_number += 1
        return self.state.last_number

    def snowflake(self, at: datetime) -> str:
        """Return an id that sorts by time, as Mastodon's do: milliseconds, then a counter."""
        moment = int(at.timestamp() * 1000) << 16
        while str(moment + self.next_number() % 65_536) in self.state.statuses:
            continue
        return str(moment + self.state.last_number % 65_536)

    # --- accounts -------------------------------------------------------------------------------------

    def create_account(self, account: Account) -> Account:
        """Add an account; its handle must be free."""
        if self.find_account(account.acct):
            raise unprocessable("Validation failed: Username has already been taken")
        self.revision += 1
        self.state.accounts[account.id] = account
        return account

    def find_account(self, acct: str) -> Account | None:
        """Find an account by `user`, `@user` or `user@domain`; None when unknown."""
        username, _, domain = acct.removeprefix("@").partition("@")
        wanted = (username.lower(), "" if domain == self.domain else domain.lower())
        known = self.state.accounts.values()
        return next((a for a in known if (a.username.lower(), (a.domain or "").lower()) == wanted), None)

    def account(self, identifier: str) -> Account:
        """Return an account by id, or refuse."""
        if identifier not in self.state.accounts:
            raise not_found()
        return self.state.accounts[identifier]

    def address(self, account: Account) -> str:
        """Return the public page of an account."""
        return f"{self.url}/@{account.acct}"

    def address_of(self, mention: Mention) -> tuple[str, str] | None:
        """Return page and username of a handle in a text; None when it is nobody."""
        account = self.find_account(f"{mention.username}@{mention.domain or ''}")
        return (self.address(account), account.username) if account else None

    def follow(self, follower: Account, followed: Account, at: datetime) -> None:
        """Let one account follow another and tell the latter, once."""
        followers = self.state.followers.setdefault(followed.id, {})
        if follower.id not in followers:
            followers[follower.id] = at
            self.notify(followed.id, "follow", follower.id, None, at)

    def unfollow(self, follower: Account, followed: Account) -> None:
        """End a follow."""
        self.revision += 1
        self.state.followers.get(followed.id, {}).pop(follower.id, None)

    def issue_token(self, account_id: str | None, client_id: str | None, scopes: str) -> str:
        """Make an access token."""
        self.revision += 1
        token = secrets.token_urlsafe(32)
        self.state.tokens[token] = Token(account_id, client_id, scopes, self.clock.now())
        return token

    # --- statuses -------------------------------------------------------------------------------------

    def status(self, identifier: str, viewer: Account | None) -> Status:
        """Return a status that the viewer may see, or refuse."""
        status = self.state.statuses.get(identifier)
        if not status or not self.is_visible(status, viewer):
            raise not_found()
        return status

    def is_visible(self, status: Status, viewer: Account | None) -> bool:
        """Tell whether an account (None for the public) may see a status."""
        if status.visibility in PUBLIC_VISIBILITIES:
            return True
        if viewer is None:
            return False
        if viewer.id == status.account_id or viewer.id in status.mentions:
            return True
        return status.visibility == "private" and viewer.id in self.state.followers.get(status.account_id, {})

    def reblogs(self, status: Status) -> list[Status]:
        """Return the boosts of a status."""
        return [s for s in self.state.statuses.values() if s.reblog_of_id == status.id]

    def replies(self, status: Status) -> list[Status]:
        """Return the direct replies, oldest first."""
        found = (s for s in self.state.statuses.values() if s.in_reply_to_id == status.id)
        return sorted(found, key=lambda s: int(s.id))

    def count(self, draft: Draft) -> int:
        """Return the length of a draft as this server counts it."""
        return countable_length(draft.text, draft.spoiler_text, self.limits.characters_reserved_per_url)

    def publish(self, author: Account, draft: Draft, at: datetime) -> Status:
        """Publish a draft: check it, keep it, tell those it mentions."""
        self.check(author, draft)
        status = Status(
            id=self.snowflake(at),
            account_id=author.id,
            created_at=at,
            text=draft.text,
            in_reply_to_id=draft.in_reply_to_id,
            visibility=draft.visibility,
            language=draft.language,
            spoiler_text=draft.spoiler_text,
            sensitive=draft.sensitive,
            media_ids=list(draft.media_ids),
            mentions=self.mentioned_ids(draft.text),
            application=draft.application,
            poll=draft.poll,
        )
        self.state.statuses[status.id] = status
        for media_id in draft.media_ids:
            self.state.media[media_id].status_id = status.id
        for account_id in status.mentions:
            self.notify(account_id, "mention", author.id, status.id, at)
        return status

    def mentioned_ids(self, text: str) -> list[str]:
        """Return the ids of the accounts that a text names."""
        found = (self.find_account(f"{m.username}@{m.domain or ''}") for m in mentioned(text))
        return [account.id for account in found if account]

    def check(self, author: Account, draft: Draft) -> None:
        """Refuse a draft that this server does not take."""
        if draft.in_reply_to_id and draft.in_reply_to_id not in self.state.statuses:
            message = "The post you are trying to reply to does not appear to exist."
            raise RefusalError(404, {"error": message})
        self.check_media(author, draft.media_ids)
        check_poll(draft, self.limits, self.clock.now())
        if not draft.text.strip() and not draft.media_ids:
            raise unprocessable("Validation failed: Text can't be blank")
        if self.count(draft) > self.limits.max_characters:
            limit = self.limits.max_characters
            raise unprocessable(f"Validation failed: Text character limit of {limit} exceeded")

    def check_media(self, author: Account, media_ids: list[str]) -> None:
        """Refuse media that cannot be attached."""
        most = self.limits.max_media_attachments
        if len(media_ids) > most:
            raise unprocessable(f"Cannot attach more than {most} files")
        media = [self.state.media.get(media_id) for media_id in media_ids]
        usable = [m for m in media if m and m.account_id == author.id and m.status_id is None]
        if len(usable) < len(media):
            missing = ", ".join(i for i in media_ids if i not in {m.id for m in usable})
            raise unprocessable(f"Media {missing} not found or already attached to another post")
        if len(usable) > 1 and any(m.is_video for m in usable):
            raise unprocessable("Cannot attach a video to a post that already contains images")
        if any(m.ready_at > self.clock.now() for m in usable):
            raise unprocessable("Cannot attach files that have not finished processing. Try again in a moment!")

    def delete(self, status: Status) -> None:
        """Delete a status with its boosts and what was told about it."""
        self.revision += 1
        gone = {status.id, *(s.id for s in self.reblogs(status))}
        for identifier in gone:
            del self.state.statuses[identifier]
        for reply in self.replies(status):
            reply.in_reply_to_id = None
        for media_id in status.media_ids:
            self.state.media[media_id].status_id = None
        kept = [n for n in self.state.notifications if n.status_id not in gone]
        self.state.notifications = kept

    def favourite(self, who: Account, status: Status, at: datetime) -> None:
        """Add a favourite and tell the author, once."""
        if who.id not in status.favourites:
            status.favourites[who.id] = at
            self.notify(status.account_id, "favourite", who.id, status.id, at)

    def unfavourite(self, who: Account, status: Status) -> None:
        """Take a favourite back, and the notification with it."""
        status.favourites.pop(who.id, None)
        self.withdraw("favourite", who.id, status.id)

    def reblog(self, who: Account, status: Status, at: datetime) -> Status:
        """Boost a status and tell its author; a second time returns the first boost."""
        existing = next((s for s in self.reblogs(status) if s.account_id == who.id), None)
        if existing:
            return existing
        boost = Status(self.snowflake(at), who.id, at, reblog_of_id=status.id)
        self.state.statuses[boost.id] = boost
        self.notify(status.account_id, "reblog", who.id, status.id, at)
        return boost

    def unreblog(self, who: Account, status: Status) -> None:
        """Take a boost back, and the notification with it."""
        for boost in self.reblogs(status):
            if boost.account_id == who.id:
                del self.state.statuses[boost.id]
        self.withdraw("reblog", who.id, status.id)

    # --- notifications --------------------------------------------------------------------------------

    def notify(self, to: str, kind: str, by: str, status_id: str | None, at: datetime) -> None:
        """Tell an account something that somebody else did."""
        number = self.next_number()
        if to != by:
            self.state.notifications.append(Notification(str(number), to, kind, by, status_id, at))

    def withdraw(self, kind: str, by: str, status_id: str) -> None:
        """Forget a notification whose cause is gone."""
        self.revision += 1
        gone = (kind, by, status_id)
        kept = [n for n in self.state.notifications if (n.type, n.from_id, n.status_id) != gone]
        self.state.notifications = kept

    # --- idempotency and schedule ---------------------------------------------------------------------

    def remembered(self, account: Account, key: str) -> Remembered | None:
        """Return what a key led to, if it was used within the time that keys are remembered."""
        found = self.state.remembered_by_key.get(f"{account.id}:{key}")
        oldest = self.clock.now() - timedelta(seconds=self.limits.idempotency_seconds)
        return found if found and found.at > oldest else None

    def remember(self, account: Account, key: str, identifier: str, *, scheduled: bool) -> None:
        """Remember what a key led to."""
        memory = Remembered(identifier, self.clock.now(), scheduled)
        self.state.remembered_by_key[f"{account.id}:{key}"] = memory

    def schedule(self, author: Account, draft: Draft, at: datetime) -> Scheduled:
        """Keep a draft until its hour."""
        earliest = self.clock.now() + timedelta(seconds=self.limits.earliest_schedule_seconds)
        if at < earliest:
            raise unprocessable("Validation failed: Scheduled at The scheduled date must be in the future")
        self.check(author, draft)
        scheduled = Scheduled(str(self.next_number()), author.id, at, replace(draft))
        self.state.scheduled[scheduled.id] = scheduled
        return scheduled

    def publish_due(self) -> None:
        """Publish what was scheduled for now or earlier."""
        due = [s for s in self.state.scheduled.values() if s.scheduled_at <= self.clock.now()]
        for scheduled in sorted(due, key=lambda s: s.scheduled_at):
            del self.state.scheduled[scheduled.id]
            author = self.state.accounts[scheduled.account_id]
            self.publish(author, scheduled.draft, scheduled.scheduled_at)
