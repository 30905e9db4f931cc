"""What shows channels does not wait for the libraries that speak with their networks."""

import subprocess
import sys

_SHOWN = """
import sys
from antiphon.channels.connectors import connectors
assert "bluesky" in connectors()
print(sorted(name for name in sys.modules if name.startswith("atproto")))
from antiphon.channels.wire import atproto_library
print(atproto_library.Client.__name__, "atproto" in sys.modules)
"""


def test_the_atproto_library_is_imported_when_it_is_first_spoken_with() -> None:
    done = subprocess.run([sys.executable, "-c", _SHOWN], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "Client True"]
