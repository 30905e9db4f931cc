"""`python -m antiphon`: what `bin/antiphon` starts."""

import sys

from antiphon.cli.main import main

sys.exit(main())
