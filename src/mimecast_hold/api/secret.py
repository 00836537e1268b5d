"""A text that does not print."""

import hmac
from typing import NoReturn


class Secret:
    """A credential, returned by `reveal()` only. It is not a `str`, so nothing joins or logs it by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            # Show the type only: the value may be the secret in another form.
            raise TypeError(f"A secret must be str, not {type(text).__name__}.")
        self._text = text

    def reveal(self) -> str:
        """Return the text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __format__(self, _spec: str) -> str:
        # object.__format__ raises TypeError for a width, which would break a log line.
        return repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_bytes(self._text), _bytes(other._text))

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret cannot be pickled or copied.")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
