"""Words that are kept to be used again: snippets, hashtag groups, variables."""

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.publishing.actions.wording import give_up, keep_snippet, keep_variable
from antiphon.publishing.models import Snippet, Variable
from antiphon.publishing.queries.wording import expand, snippets_of, variables_of

router = Router(tags=["plan"])


class SnippetJson(Json, frozen=True, kw_only=True):
    """Words under a name; `kind` is words or hashtags."""

    id: int
    kind: str
    name: str
    text: str


class VariableJson(Json, frozen=True, kw_only=True):
    """A name that stands, in braces, for words."""

    id: int
    name: str
    value: str


class ExpandedJson(Json, frozen=True, kw_only=True):
    """A text with its variables replaced."""

    text: str


class SnippetBody(Schema):
    """Words to be kept."""

    kind: str = "words"
    name: str
    text: str


class VariableBody(Schema):
    """A name and what it stands for."""

    name: str
    value: str


class TextBody(Schema):
    """A text."""

    text: str


@router.get("/brands/{brand}/snippets")
def list_snippets(request: Asked, brand: str) -> list[SnippetJson]:
    """List snippets and hashtag groups."""
    return [_snippet(one) for one in snippets_of(member_of(request, brand).brand)]


@router.post("/brands/{brand}/snippets")
def create_snippet(request: Asked, brand: str, body: SnippetBody) -> Created[SnippetJson]:
    """Keep words under a name."""
    return Created(_snippet(keep_snippet(member_of(request, brand), body.kind, body.name, body.text)))


@router.put("/snippets/{snippet_id}")
def replace_snippet(request: Asked, snippet_id: int, body: SnippetBody) -> SnippetJson:
    """Change words that are kept."""
    found = get_object_or_404(Snippet, brand__in=brands_of(request), pk=snippet_id)
    return _snippet(keep_snippet(member_in(request, found.brand_id), body.kind, body.name, body.text, found))


@router.post("/snippets/{snippet_id}/give-up")
def drop_snippet(request: Asked, snippet_id: int) -> list[SnippetJson]:
    """Keep words no longer. Returns those that are left."""
    found = get_object_or_404(Snippet.objects.select_related("brand"), brand__in=brands_of(request), pk=snippet_id)
    give_up(member_in(request, found.brand_id), found)
    return [_snippet(one) for one in snippets_of(found.brand)]


@router.get("/brands/{brand}/variables")
def list_variables(request: Asked, brand: str) -> list[VariableJson]:
    """List variables."""
    return [_variable(one) for one in variables_of(member_of(request, brand).brand)]


@router.post("/brands/{brand}/variables")
def create_variable(request: Asked, brand: str, body: VariableBody) -> Created[VariableJson]:
    """Let a name in braces stand for words."""
    return Created(_variable(keep_variable(member_of(request, brand), body.name, body.value)))


@router.put("/variables/{variable_id}")
def replace_variable(request: Asked, variable_id: int, body: VariableBody) -> VariableJson:
    """Let a name stand for other words, or be another name."""
    found = get_object_or_404(Variable, brand__in=brands_of(request), pk=variable_id)
    return _variable(keep_variable(member_in(request, found.brand_id), body.name, body.value, found))


@router.post("/variables/{variable_id}/give-up")
def drop_variable(request: Asked, variable_id: int) -> list[VariableJson]:
    """Do without a variable. Returns those that are left."""
    found = get_object_or_404(Variable.objects.select_related("brand"), brand__in=brands_of(request), pk=variable_id)
    give_up(member_in(request, found.brand_id), found)
    return [_variable(one) for one in variables_of(found.brand)]


@router.post("/brands/{brand}/expand")
def expand_text(request: Asked, brand: str, body: TextBody) -> ExpandedJson:
    """Return a text with its variables replaced, writing nothing; an unknown one is refused."""
    return ExpandedJson(text=expand(member_of(request, brand).brand, body.text))


def _snippet(one: Snippet) -> SnippetJson:
    return SnippetJson(id=one.pk, kind=one.kind, name=one.name, text=one.text)


def _variable(one: Variable) -> VariableJson:
    return VariableJson(id=one.pk, name=one.name, value=one.value)
