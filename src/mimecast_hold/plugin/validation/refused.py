"""What a generated checker raises."""


class Refused(ValueError):  # noqa: N818 - it is an answer
    """The instance does not keep to the schema."""

    def __init__(self, message: str = "", **_details: object) -> None:
        """Take what fastjsonschema says; jsonschema words it for people."""
        super().__init__(message)
