"""Run a command and print its peak memory (`ru_maxrss`, in the system's unit) as the last line of standard error.

On Linux, a new process starts with the peak of its parent. This parent is small because it imports almost nothing.
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
