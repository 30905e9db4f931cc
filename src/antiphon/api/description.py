"""The description of the API (OpenAPI 3.1): what ninja knows, and the structures of the answers.

An answer is described by the return annotation of its route, so that it is written down once.
"""

from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from antiphon.api.answers import Created
from antiphon.api.errors import ErrorJson

_TEMPLATE = "#/components/schemas/{name}"
_ERRORS = ("401", "403", "404", "409", "413", "422", "429")


class Api(NinjaAPI):
    """An API whose answers are structures of msgspec."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the description with the shape of every answer in it."""
        described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        answers = {operation_id: answer_of(operation) for operation_id, operation in self._operations()}
        shapes = [shape for _, shape in answers.values()]
        references, components = msgspec.json.schema_components([*shapes, ErrorJson], ref_template=_TEMPLATE)
        described["components"]["schemas"].update(components)
        by_operation = dict(zip(answers, references[:-1], strict=True))
        for details in [one for path in described["paths"].values() for one in path.values()]:
            operation_id = details["operationId"]
            details["responses"] = _responses(answers[operation_id][0], by_operation[operation_id], references[-1])
        return described

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the route itself."""
        return operation.view_func.__name__

    def _operations(self) -> Iterator[tuple[str, Operation]]:
        for router in self._get_bound_routers():
            for view in router.path_operations.values():
                for operation in view.operations:
                    yield self.get_openapi_operation_id(operation), operation


def answer_of(operation: Operation) -> tuple[str, Any]:
    """Return the status and the shape of what a route answers when all is well."""
    told = get_type_hints(operation.view_func)["return"]
    return ("201", get_args(told)[0]) if get_origin(told) is Created else ("200", told)


def _responses(status: str, shape: dict[str, Any], error: dict[str, Any]) -> dict[str, Any]:
    well = {status: {"description": "Done" if status == "201" else "OK", "content": _json(shape)}}
    return well | {one: {"description": "Error", "content": _json(error)} for one in _ERRORS}


def _json(shape: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": shape}}
