"""Runs a command, and says on standard error what its memory came to at its peak.

The last line is `ru_maxrss`, in the system's unit. Linux lets a process begin with the peak of whoever started it, so
that the starter has to be smaller than anything that is measured: this script imports next to nothing.
"""

import os
import sys


def main() -> int:
    process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
    _, status, used = os.wait4(process, 0)
    sys.stderr.write(f"\n{used.ru_maxrss}\n")
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
