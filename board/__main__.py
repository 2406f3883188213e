"""`python -m board` is `dealboard`."""

import sys

from board.cli import main

sys.exit(main())
