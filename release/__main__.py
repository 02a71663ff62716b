import sys

from release.build import main

sys.exit(main())
