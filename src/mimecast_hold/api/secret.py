"""A text that does not print: it comes out by `reveal()` alone."""

import hmac
from typing import NoReturn


class Secret:
    """A credential. Not a `str`, so that nothing joins, serialises or logs it by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            # The type only: what was given is most likely the secret in another form.
            raise TypeError(f"A secret is text, not {type(text).__name__}.")
        self._text = text

    def reveal(self) -> str:
        """Give the text, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __format__(self, _spec: str) -> str:
        # object's own refuses a width, with an error in the middle of someone's log line.
        return repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_octets(self._text), _octets(other._text))

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled or copied into a file.")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
