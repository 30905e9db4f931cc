"""What is taken over from a message into the answer to it."""

import re

MOST_QUOTED = 2_000
_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]()<>#+!|~@-])")


def quoted(words: str, line: str, address: str) -> str:
    r"""Return a quotation in Markdown: whose words, where they stand, and the words; long ones are cut.

    `line` says whose words they are, such as the author's name; nothing in it is obeyed as Markdown.

    >>> quoted("One.\nTwo.", "Dora", "/m/1/")
    '> [Dora](/m/1/):\n>\n> One.\n> Two.\n\n'
    """
    cut = words.strip()
    if len(cut) > MOST_QUOTED:
        cut = cut[:MOST_QUOTED].rsplit(" ", 1)[0] + " …"
    name = _MEANS_SOMETHING.sub(r"\\\1", " ".join(line.split()))
    said = "\n".join(f"> {one}".rstrip() for one in cut.splitlines())
    return f"> [{name}]({address}):\n>\n{said}\n\n"
