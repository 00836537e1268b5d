"""One thing that a schema refuses, in words. Pure."""

import re
from typing import NamedTuple

from mimecast_hold.plugin.validation.quoting import quoted


class Refusal(NamedTuple):
    """One problem: where it is, what was expected there, and what may be done."""

    steps: tuple[str | int, ...]
    expected: str
    hint: str = ""

    def path(self, root: str = "$") -> str:
        """Where it is, as a JSON path: `$.ids[3]`."""
        return root + "".join(map(_step, self.steps))

    def message(self, root: str = "$") -> str:
        """The whole sentence."""
        return f"{self.path(root)}: {self.expected}."


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,79}", step):
        return f".{step}"
    return f"[{quoted(step)}]"
