"""The routes of wp/v2 that a blog tool uses."""

from antiphon.practice.exchange import Answer, Request
from antiphon.practice.images import file_kind
from antiphon.practice.routing import Router
from antiphon.practice.wordpress.records import Comment, File, Person, Post, Term
from antiphon.practice.wordpress.site import Site, refusal, without_tags

router = Router[Site]()
API = "/wp-json/wp/v2"
EXTENSIONS = frozenset({"jpg", "jpeg", "png", "gif", "webp", "mp4", "mov", "webm", "pdf", "vtt"})


@router.on("GET", f"{API}/users/me")
def me(site: Site, request: Request) -> Answer:
    """Return who asks."""
    return Answer.of_json(site.user_document(site.member(request, "edit_posts", "rest_forbidden_context")))


# Articles -----------------------------------------------------------------------------------------


@router.on("POST", f"{API}/posts")
def create_post(site: Site, request: Request) -> Answer:
    """Publish an article."""
    who = site.member(request, "edit_posts")
    if request.value("status") == "publish" and "publish_posts" not in who.may:
        raise refusal(403, "rest_cannot_publish", "Sorry, you are not allowed to publish posts in this post type.")
    if not (request.value("title") or request.value("content") or request.value("excerpt")):
        raise refusal(400, "empty_content", "Content, title, and excerpt are empty.")
    number = site.next_number()
    post = Post(
        id=number,
        author=who.id,
        at=site.clock.now(),
        slug=site.free_slug(request.value("slug") or str(number)),
        title=request.value("title") or "",
        content=request.value("content") or "",
        excerpt=request.value("excerpt") or "",
        status=request.value("status") or "draft",
        comment_status=request.value("comment_status") or "open",
        featured_media=_file(site, int(request.value("featured_media") or 0)),
        categories=[int(one) for one in request.values("categories")],
        tags=[int(one) for one in request.values("tags")],
    )
    site.state.posts[number] = post
    return Answer.of_json(site.post_document(post), 201)


def _file(site: Site, number: int) -> int:
    if number and number not in site.state.files:
        raise refusal(400, "rest_invalid_featured_media", "Invalid featured media ID.")
    return number


@router.on("GET", f"{API}/posts")
def posts(site: Site, request: Request) -> Answer:
    """Return articles, the newest first; with `slug` the one of that address."""
    wanted, slug = request.value("status") or "publish", request.value("slug")
    if wanted != "publish":
        site.member(request, "edit_posts", "rest_forbidden_status")
    found = [one for one in site.state.posts.values() if one.status == wanted or wanted == "any"]
    found = [one for one in found if one.status != "trash" and slug in {None, one.slug}]
    return Answer.of_json([site.post_document(one) for one in reversed(found)])


@router.on("GET", f"{API}/posts/{{id}}")
def show_post(site: Site, request: Request) -> Answer:
    """Return one article; one that is not published only to those who write."""
    post = site.post(request.params["id"])
    if post.status != "publish":
        site.member(request, "edit_posts", "rest_forbidden")
    return Answer.of_json(site.post_document(post))


@router.on("DELETE", f"{API}/posts/{{id}}")
def trash_post(site: Site, request: Request) -> Answer:
    """Move an article to the trash."""
    site.member(request, "delete_published_posts", "rest_cannot_delete")
    post = site.post(request.params["id"])
    if post.status == "trash":
        raise refusal(410, "rest_already_trashed", "The post has already been deleted.")
    post.status, post.slug = "trash", f"{post.slug}__trashed"
    site.revision += 1
    return Answer.of_json(site.post_document(post))


# Files --------------------------------------------------------------------------------------------


@router.on("POST", f"{API}/media")
def upload(site: Site, request: Request) -> Answer:
    """Take a file into the media library."""
    site.member(request, "upload_files")
    sent = request.files.get("file")
    if sent is None:
        raise refusal(400, "rest_upload_no_data", "No data supplied.")
    extension = sent.filename.rpartition(".")[2].lower()
    if extension not in EXTENSIONS:
        raise refusal(500, "rest_upload_sideload_error", "Sorry, you are not allowed to upload this file type.")
    number, kind = site.next_number(), file_kind(sent.data)
    name = f"{number}.{extension}"
    site.files.put(name, sent.data)
    file = File(
        id=number,
        slug=site.free_slug(request.value("slug") or name),
        title=without_tags(request.value("title") or ""),
        alt_text=without_tags(request.value("alt_text") or ""),
        name=name,
        mime_type=kind.mime_type if kind else sent.content_type,
        size=len(sent.data),
        width=kind.width if kind else 0,
        height=kind.height if kind else 0,
        at=site.clock.now(),
    )
    site.state.files[number] = file
    return Answer.of_json(site.file_document(file), 201)


@router.on("GET", f"{API}/media")
def files(site: Site, request: Request) -> Answer:
    """Return files, the newest first; with `slug` the one of that name."""
    slug = request.value("slug")
    found = [one for one in site.state.files.values() if slug in {None, one.slug}]
    return Answer.of_json([site.file_document(one) for one in reversed(found)])


@router.on("GET", "/wp-content/uploads/{name}")
def bytes_of_file(site: Site, request: Request) -> Answer:
    """Serve a file."""
    file = next((one for one in site.state.files.values() if one.name == request.params["name"]), None)
    data = site.files.get(file.name) if file else None
    if file is None or data is None:
        raise refusal(404, "not_found", "Not found.")
    return Answer(200, data, file.mime_type)


# Comments -----------------------------------------------------------------------------------------


@router.on("GET", f"{API}/comments")
def comments(site: Site, request: Request) -> Answer:
    """Return comments of published articles page by page, the newest first unless `order` says otherwise."""
    who = site.person(request)
    edits = request.value("context") == "edit"
    if edits and not (who and "moderate_comments" in who.may):
        raise refusal(403, "rest_forbidden_context", "Sorry, you are not allowed to edit comments.")
    post, parent = request.value("post"), request.value("parent")
    found = [
        one
        for one in site.state.comments.values()
        if one.status == "approved"
        and site.state.posts[one.post].status == "publish"
        and post in {None, str(one.post)}
        and parent in {None, str(one.parent)}
    ]
    found.sort(key=lambda one: one.id, reverse=request.value("order") != "asc")
    size, page = int(request.value("per_page") or 10), int(request.value("page") or 1)
    shown = [site.comment_document(one, edits=edits) for one in found[size * (page - 1) : size * page]]
    return Answer.of_json(
        shown, headers={"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
    )


@router.on("POST", f"{API}/comments")
def create_comment(site: Site, request: Request) -> Answer:
    """Comment as somebody with an account."""
    who = site.member(request, "edit_posts", "rest_comment_login_required")
    post = site.post(request.value("post") or "")
    text = request.value("content") or ""
    if post.comment_status != "open":
        raise refusal(403, "rest_comment_closed", "Sorry, comments are closed for this item.")
    if not text.strip():
        raise refusal(400, "rest_comment_content_invalid", "Invalid comment content.")
    made = write_comment(site, post, int(request.value("parent") or 0), text, who)
    return Answer.of_json(site.comment_document(made, edits=True), 201)


def write_comment(site: Site, post: Post, parent: int, text: str, who: Person, email: str = "") -> Comment:
    """Keep a comment; the same words of the same person at the same place are refused."""
    same = (post.id, parent, who.name, text)
    if any((one.post, one.parent, one.author_name, one.content) == same for one in site.state.comments.values()):
        raise refusal(409, "comment_duplicate", "Duplicate comment detected.")
    comment = Comment(
        id=site.next_number(),
        post=post.id,
        parent=parent,
        author=who.id,
        author_name=who.name,
        author_email=email,
        content=text,
        at=site.clock.now(),
    )
    site.state.comments[comment.id] = comment
    return comment


@router.on("DELETE", f"{API}/comments/{{id}}")
def trash_comment(site: Site, request: Request) -> Answer:
    """Move a comment to the trash."""
    site.member(request, "moderate_comments", "rest_cannot_delete")
    comment = site.state.comments.get(int(request.params["id"]))
    if comment is None:
        raise refusal(404, "rest_comment_invalid_id", "Invalid comment ID.")
    if comment.status == "trash":
        raise refusal(410, "rest_already_trashed", "The comment has already been trashed.")
    comment.status = "trash"
    site.revision += 1
    return Answer.of_json(site.comment_document(comment, edits=True))


# Categories and tags ------------------------------------------------------------------------------


@router.on("GET", f"{API}/categories", f"{API}/tags")
def terms(site: Site, request: Request) -> Answer:
    """Return categories or tags whose names hold what is searched for."""
    kind, wanted = request.path.rpartition("/")[2], (request.value("search") or "").lower()
    found = [one for one in site.state.terms.values() if one.kind == kind and wanted in one.name.lower()]
    return Answer.of_json([site.term_document(one) for one in found])


@router.on("POST", f"{API}/categories", f"{API}/tags")
def create_term(site: Site, request: Request) -> Answer:
    """Make a category or a tag."""
    kind, name = request.path.rpartition("/")[2], request.value("name") or ""
    site.member(request, "manage_categories" if kind == "categories" else "edit_posts")
    known = next(
        (one for one in site.state.terms.values() if (one.kind, one.name.lower()) == (kind, name.lower())), None
    )
    if known:
        message = "A term with the name provided already exists in this taxonomy."
        raise refusal(400, "term_exists", message, term_id=known.id)
    term = Term(site.next_number(), kind, name)
    site.state.terms[term.id] = term
    return Answer.of_json(site.term_document(term), 201)
