"""Rapid7's validators, over a plugin's folder; run by the interpreter that has them.

Left out, and why: DockerValidator builds an image; URLValidator and UnapprovedKeywordsValidator ask the network. Two
others look up published tags and versions, which is answered here.
"""

import os
import sys

from icon_validator.rules import JENKINS_VALIDATORS, VALIDATORS
from icon_validator.rules.plugin_validators.runtime_validator import RuntimeValidator
from icon_validator.rules.plugin_validators.version_validator import VersionValidator
from icon_validator.validate import validate

_LEFT_OUT = ("DockerValidator", "URLValidator", "UnapprovedKeywordsValidator")

RuntimeValidator._get_latest_runtime_tags = staticmethod(lambda _: ["latest", "6.6.0"])  # noqa: SLF001 - no network
VersionValidator.validate_version_bump_needed = staticmethod(lambda _: None)

if __name__ == "__main__":
    chosen = [one for one in (*VALIDATORS, *JENKINS_VALIDATORS) if type(one).__name__ not in _LEFT_OUT]
    sys.stdout.write(f"validators: {len(chosen)}\n")
    os.chdir(sys.argv[1])
    sys.exit(validate(sys.argv[1], validators=chosen))
