"""The errors of this package. They derive from one root, grouped by who must act.

::

    MimecastHoldError
    ├── InputError (ValueError)           the caller: a parameter is wrong
    ├── ConfigurationError (ValueError)   the person who configured the connection
    ├── AccessError (PermissionError)     the tenant's administrator: key, role or product
    ├── ServiceError (ConnectionError)    nobody yet: the service or the network; try later
    ├── StoppedError (TimeoutError)       nobody: the deadline passed, or the run was cancelled
    └── InternalError                     the maintainers: a defect to report
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

    `code` is Mimecast's own code, unchanged, if there is one; `hint` tells the analyst what to do next; `retryable`
    says whether running the same action again can help.
    """

    category: Category
    message: str
    hint: str = ""
    code: str | None = None
    retryable: bool = False
    http_status: int | None = None

    def with_hint(self, hint: str) -> "Problem":
        """Return the same problem with another hint."""
        return self._replace(hint=hint)


class MimecastHoldError(Exception):
    """The root of all errors that this package raises.

    `field` names the parameter or connection field that the error is about; `hint` says what to do next.
    """

    category: Category = "internal"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        field: str | None = None,
        problem: Problem | None = None,
    ) -> None:
        super().__init__(message)
        self.field = field
        self._problem = problem or Problem(self.category, message, hint)

    def problem(self) -> Problem:
        """Return the error as data."""
        return self._problem

    @property
    def hint(self) -> str:
        """What to do next."""
        return self._problem.hint


class InputError(MimecastHoldError, ValueError):
    """A parameter is wrong; nothing was sent."""

    category: Category = "invalid_input"


class ConfigurationError(MimecastHoldError, ValueError):
    """The connection is wrong; nothing was sent."""

    category: Category = "configuration"


class AccessError(MimecastHoldError, PermissionError):
    """Mimecast refused the credentials, or a role or product is missing."""

    category: Category = "authentication"


class ServiceError(MimecastHoldError, ConnectionError):
    """The service could not be reached, was busy, or its answer could not be used."""

    category: Category = "network"


class StoppedError(MimecastHoldError, TimeoutError):
    """The deadline passed, or the run was cancelled."""

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
    """Return the exception for a problem: a `ServiceError` unless its category has another class."""
    return _CLASSES.get(problem.category, ServiceError)(problem.message, problem=problem)
