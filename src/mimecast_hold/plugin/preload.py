"""Load what a run may need after its first request, before that request.

Later the package may have been upgraded, or no file descriptor may be left. Then nothing can be loaded any more, and
the records of released messages would be lost.
"""

import codecs

from mimecast_hold.plugin.validation.schemas import Schema, checker

_CODECS = ("utf-8-sig", "idna", "punycode")  # for answers, and for domains


def load_ahead(output_schema: Schema) -> None:
    """Load codecs and the checker of the envelope. The hold queue loads its own modules itself."""
    for name in _CODECS:
        codecs.lookup(name)
    checker(output_schema)
