"""`python -m mimecast_hold`."""

import sys

from mimecast_hold.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
