"""Build a release: ``python -m release``."""

import sys

from release.build import main

sys.exit(main())
