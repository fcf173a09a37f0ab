"""Sets up what the named targets need, under .cache/, and does nothing that is done already.

    python3.11 tools/bootstrap TARGET...

Standard library only: nothing is installed yet when this runs.
"""

import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    # Old syntax on purpose: an old Python must get this far to say it.
    sys.exit(
        "setup: {} is Python {}.{}, but Python 3.11 is needed.\n"
        "What to do: install it and run make again, or name it: make PYTHON=/path/to/python3.11".format(sys.executable, *sys.version_info)
    )

from problem import SetupError  # noqa: E402
from targets import TARGETS, set_up  # noqa: E402


def main(names: list[str]) -> int:
    """Set the targets up in the given order; 1 and a sentence on what to do when one fails."""
    unknown = [name for name in names if name not in TARGETS]
    if unknown or not names:
        print(f"setup: no target {' '.join(unknown)!r}; there are {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    try:
        set_up(names)
    except SetupError as problem:
        print(f"\nsetup: {problem.what}\nWhat to do: {problem.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nsetup: stopped; run make again to go on from here", file=sys.stderr)
        return 130
    return 0


sys.exit(main(sys.argv[1:]))
