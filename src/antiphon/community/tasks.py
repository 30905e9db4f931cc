"""Looks at what is due in communities and hands it to an action."""

from antiphon.community.actions.adopting import adopt


def tend_communities() -> int:
    """Give what the brands said its place; return how many conversations changed."""
    return adopt()
