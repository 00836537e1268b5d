import insightconnect_plugin_runtime
from insightconnect_plugin_runtime.telemetry import auto_instrument

from .schema import ReleaseHeldMessageInput, ReleaseHeldMessageOutput, Component

# Custom imports below
from icon_mimecast_hold.util.run import run


class ReleaseHeldMessage(insightconnect_plugin_runtime.Action):
    def __init__(self):
        super(self.__class__, self).__init__(
            name="release_held_message",
            description=Component.DESCRIPTION,
            input=ReleaseHeldMessageInput(),
            output=ReleaseHeldMessageOutput(),
        )

    @auto_instrument
    def run(self, params={}):
        return run("release_held_message", self.connection.settings, params, self.output.schema)
