"""Look now: hand on the letters that are due."""

from antiphon.letters.actions import claim_letter, send_letter


def send_letters(most: int = 20) -> int:
    """Send letters that are due, `most` at a time; return how many were tried."""
    for tried in range(most):
        letter = claim_letter()
        if letter is None:
            return tried
        send_letter(letter)
    return most
