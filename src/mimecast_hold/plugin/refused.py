"""What a generated checker raises."""


class Refused(ValueError):  # noqa: N818 - it is an answer
    """The instance does not keep to the schema; jsonschema words it for people."""
