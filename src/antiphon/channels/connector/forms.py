"""What a person is asked for: credentials of a channel, settings of a post; their fields make the forms."""

from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Field:
    """How one value is asked for. Labels are looked up in the catalogs when shown.

    `choices` are pairs of a stored value and its label; empty means that anything may be typed. `https` says that
    it is the address of a server to which secrets are sent: http is then refused but for trusted private hosts.
    """

    label: str
    help: str = ""
    secret: bool = False
    placeholder: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    https: bool = False


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a person types to connect a channel; the fields of the subclass make the form.

    A field is described by `Annotated[str, Field(label, help, secret=…)]`. None of them is ever printed.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What one network wants to know of a post beyond its words: a board, a community, who may see it.

    The fields of the subclass make the form beside the variant of that channel. Each is `str` or `bool`,
    described like a credential, and has a default unless the network cannot do without it.
    """


def describe(shape: type[Credentials] | type[Settings]) -> dict[str, Field]:
    """Return the fields of a form: the name of each value and how it is asked for."""
    described = {}
    for info in msgspec.structs.fields(shape):
        notes = getattr(info.type, "__metadata__", ())
        described[info.name] = next((note for note in notes if isinstance(note, Field)), Field(info.name))
    return described
