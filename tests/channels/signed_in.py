"""Networks at which one signs in: our account there has its token already."""

from antiphon.channels.connector import Reference
from tests.channels.networks.bearer import CLIENT_ID, CLIENT_SECRET, TOKEN, BearerServer
from tests.channels.networks.graph import GraphServer
from tests.channels.place import NetworkPlace


class SignedInPlace(NetworkPlace):
    """A local network that knows one application and takes one token."""

    token = TOKEN
    server: BearerServer

    def __init__(self, server: BearerServer) -> None:
        self.server = server

    @property
    def typed(self) -> dict[str, str]:
        return {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

    def revoke(self) -> None:
        self.server.token = "another"


class GraphPlace(NetworkPlace):
    """A local network of Meta's with us and Ada on it."""

    server: GraphServer
    tells_wait = False

    def __init__(self, server: GraphServer, token: str) -> None:
        self.server = server
        self.token = token
        self.ada = server.add_someone("ada", "Ada")

    @property
    def typed(self) -> dict[str, str]:
        return {"client_id": "990602627938098", "client_secret": "a1b2C3D4"}

    def revoke(self) -> None:
        self.server.tokens.clear()

    def react(self, to: Reference) -> None:
        self.server.posts[to.id].likes += 1
        self.server.posts[to.id].shares += 1

    def follow(self) -> None:
        self.server.us.followers += 1

    def take_down(self, reference: Reference) -> None:
        self.server.posts.pop(reference.id)
