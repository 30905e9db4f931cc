"""Networks that can be connected, as they are answered: what each can do and what it asks for."""

from typing import Any

from django.utils.translation import gettext
from msgspec import structs

from antiphon.api.answers import Json
from antiphon.channels.connector import Act, Capability, Connector, OAuth, Settings, describe
from antiphon.channels.queries import out_of_reach, redirect_address


class FieldJson(Json, frozen=True, kw_only=True):
    """What one has to give to connect an account."""

    name: str
    label: str
    help: str
    secret: bool


class SettingJson(Json, frozen=True, kw_only=True):
    """What a network wants to know of a post, as `settings` of a post give it for a channel.

    `choices` are the values that may be given, empty where anything may; a `flag` is true or false. `needed`: there
    is no post without it.
    """

    name: str
    label: str
    help: str
    choices: list[str]
    flag: bool
    needed: bool


class SignInJson(Json, frozen=True, kw_only=True):
    """How one signs in at a network: the steps of the set-up, what people get stuck at, what to enter there.

    Signing in itself is done by a person, on the page that connects a channel.
    """

    steps: list[str]
    traps: list[str]
    console: str
    redirect_address: str
    scopes: list[str]
    registers_itself: bool


class ConnectorJson(Json, frozen=True, kw_only=True):
    """A network that can be connected, what it can do here, what of others it hears and what it asks for.

    `fields` are asked for once, to connect; `settings` of each post.
    `tested_against` says what its tests talk to, `checked` the day (ISO) it was last checked against the
    network or its documents. `sign_in` is null where one types all there is. `media_in_reach` is false where
    the network fetches pictures and videos itself and cannot reach this installation.
    """

    kind: str
    name: str
    can: list[str]
    hears: list[str]
    fields: list[FieldJson]
    settings: list[SettingJson]
    tested_against: str
    checked: str
    media_in_reach: bool
    sign_in: SignInJson | None


def connector_json(made: type[Connector[Any]]) -> ConnectorJson:
    """Return a network as it is answered."""
    fields = [
        FieldJson(
            name=name, label=gettext(field.label), help=gettext(field.help) if field.help else "", secret=field.secret
        )
        for name, field in describe(made.credentials).items()
    ]
    return ConnectorJson(
        kind=made.kind,
        name=made.name,
        can=[one for one in Capability if made.can(one)],
        hears=[one for one in Act if one in made.hears],
        fields=fields,
        settings=_settings(made.settings) if made.settings else [],
        tested_against=gettext(made.tested_against) if made.tested_against else "",
        checked=made.checked,
        media_in_reach=not out_of_reach(made),
        sign_in=_sign_in(made.oauth) if made.oauth else None,
    )


def _sign_in(oauth: OAuth) -> SignInJson:
    return SignInJson(
        steps=[gettext(step) for step in oauth.steps],
        traps=[gettext(trap) for trap in oauth.traps],
        console=oauth.console,
        redirect_address=redirect_address(),
        scopes=list(oauth.scopes),
        registers_itself=bool(oauth.registers),
    )


def _settings(shape: type[Settings]) -> list[SettingJson]:
    infos = {info.encode_name: info for info in structs.fields(shape)}
    return [
        SettingJson(
            name=name,
            label=gettext(asked.label),
            help=gettext(asked.help) if asked.help else "",
            choices=[value for value, _label in asked.choices],
            flag=getattr(infos[name].type, "__origin__", infos[name].type) is bool,
            needed=infos[name].required,
        )
        for name, asked in describe(shape).items()
    ]
