"""What can go wrong, each with its remedy: one root, branched by who must act.

::

    MimecastHoldError
    ├── InputError (ValueError)           the caller: a parameter is wrong
    ├── ConfigurationError (ValueError)   whoever filled in the connection
    ├── AccessError (PermissionError)     the tenant's administrator: key, role or product
    ├── ServiceError (ConnectionError)    nobody yet: the service or the way to it; later may help
    ├── StoppedError (TimeoutError)       nobody: the deadline passed, or someone cancelled
    └── InternalError                     us: a defect to report
"""

from typing import Literal, NamedTuple

__all__ = [
    "AccessError",
    "Category",
    "ConfigurationError",
    "InputError",
    "InternalError",
    "MimecastHoldError",
    "Problem",
    "ServiceError",
    "StoppedError",
    "error_from",
]

Category = Literal[
    "invalid_input",
    "configuration",
    "authentication",
    "permission",
    "not_found",
    "already_released",
    "already_rejected",
    "rate_limited",
    "refused",
    "server_error",
    "network",
    "timeout",
    "protocol",
    "deadline",
    "cancelled",
    "guard",
    "internal",
]


class Problem(NamedTuple):
    """What went wrong, as data: the `error` of a record and of the envelope.

    `code` is Mimecast's own where it gave one, unchanged; `hint` tells the analyst what to do next; `retryable`
    says whether running the same action again can help.
    """

    category: Category
    message: str
    hint: str = ""
    code: str | None = None
    retryable: bool = False
    http_status: int | None = None

    def hinted(self, hint: str) -> "Problem":
        """The same problem with another hint."""
        return self._replace(hint=hint)


class MimecastHoldError(Exception):
    """The root of everything this package raises on purpose."""

    category: Category = "internal"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        field: str | None = None,
        problem: Problem | None = None,
    ) -> None:
        """Take the `message` and what to do next; `field` names the parameter or connection field it is about."""
        super().__init__(message)
        self.field = field
        self._problem = problem or Problem(self.category, message, hint)

    def problem(self) -> Problem:
        """The same as data."""
        return self._problem

    @property
    def hint(self) -> str:
        """What to do next, in the user's words."""
        return self._problem.hint


class InputError(MimecastHoldError, ValueError):
    """A parameter is wrong; nothing was sent."""

    category: Category = "invalid_input"


class ConfigurationError(MimecastHoldError, ValueError):
    """The connection is wrong; nothing was sent."""

    category: Category = "configuration"


class AccessError(MimecastHoldError, PermissionError):
    """Mimecast refused the credentials, or the role or product is missing."""

    category: Category = "authentication"


class ServiceError(MimecastHoldError, ConnectionError):
    """The service could not be reached, was busy, or did not answer in a way that can be used."""

    category: Category = "network"


class StoppedError(MimecastHoldError, TimeoutError):
    """The deadline passed, or someone cancelled."""

    category: Category = "deadline"


class InternalError(MimecastHoldError):
    """A defect of this package."""

    category: Category = "internal"


_CLASSES: dict[Category, type[MimecastHoldError]] = {
    "invalid_input": InputError,
    "configuration": ConfigurationError,
    "authentication": AccessError,
    "permission": AccessError,
    "deadline": StoppedError,
    "cancelled": StoppedError,
    "internal": InternalError,
}


def error_from(problem: Problem) -> MimecastHoldError:
    """The exception that goes with a problem; what is left over is the service's."""
    return _CLASSES.get(problem.category, ServiceError)(problem.message, problem=problem)
