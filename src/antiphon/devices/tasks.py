"""Look now: hand on the pushes that are due."""

from antiphon.devices.actions.sending import claim_push, forget_old_pushes, send_push


def send_pushes(most: int = 20) -> int:
    """Send pushes that are due, `most` at a time; return how many were tried."""
    for tried in range(most):
        push = claim_push()
        if push is None:
            return tried
        send_push(push)
    return most


def tidy_pushes() -> int:
    """Forget pushes that were done with a week ago; return how many went."""
    return forget_old_pushes()
