"""The description of the API (OpenAPI 3.1): what ninja knows, and the structures of the answers.

An answer is described by the return annotation of its route, so that it is written down once.
"""

from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from antiphon.api.answers import Accepted, Created, Download
from antiphon.api.errors import ErrorJson

_TEMPLATE = "#/components/schemas/{name}"
_STATUS: dict[Any, str] = {Created: "201", Accepted: "202"}
_WELL = {"200": "OK", "201": "Done", "202": "It waits: for somebody’s word, or to be reckoned"}
_ERRORS = ("401", "403", "404", "409", "413", "422", "429")


class Api(NinjaAPI):
    """An API whose answers are structures of msgspec."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the description with the shape of every answer in it."""
        described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        answers = {operation_id: answers_of(operation) for operation_id, operation in self._operations()}
        shapes = [shape for told in answers.values() for shape in told.values()]
        references, components = msgspec.json.schema_components([*shapes, ErrorJson], ref_template=_TEMPLATE)
        described["components"]["schemas"].update(components)
        error, rest = references[-1], iter(references[:-1])
        told = {one: {status: next(rest) for status in by_status} for one, by_status in answers.items()}
        for details in [one for path in described["paths"].values() for one in path.values()]:
            details["responses"] = _responses(told[details["operationId"]], error)
        return described

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the route itself."""
        return operation.view_func.__name__

    def _operations(self) -> Iterator[tuple[str, Operation]]:
        for router in self._get_bound_routers():
            for view in router.path_operations.values():
                for operation in view.operations:
                    yield self.get_openapi_operation_id(operation), operation


def answers_of(operation: Operation) -> dict[str, Any]:
    """Return the shapes of what a route answers when all is well, by their status."""
    told = get_type_hints(operation.view_func)["return"]
    several = get_args(told) if get_origin(told) in {Union, UnionType} else (told,)
    made = {_STATUS[get_origin(one)]: get_args(one)[0] for one in several if get_origin(one) in _STATUS}
    plain = tuple(one for one in several if get_origin(one) not in _STATUS)
    return ({"200": bytes if told is Download else Union[plain]} if plain else {}) | made  # noqa: UP007  many at once


def _responses(shapes: dict[str, dict[str, Any]], error: dict[str, Any]) -> dict[str, Any]:
    well = {one: {"description": _WELL[one], "content": _json(shape)} for one, shape in shapes.items()}
    return well | {one: {"description": "Error", "content": _json(error)} for one in _ERRORS}


def _json(shape: dict[str, Any]) -> dict[str, Any]:
    if shape.get("contentEncoding"):  # bytes that are the whole answer: a file
        return {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"application/json": {"schema": shape}}
