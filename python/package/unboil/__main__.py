"""The command `unboil`, as `python -m unboil`."""

from __future__ import annotations

import signal
import sys

from ._unboil import run_command


def main() -> int:
    """Runs the command with the arguments of this process, and gives its exit status."""
    # Python would note an interrupt and wait for its own code to go on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return run_command(["unboil", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
