import insightconnect_plugin_runtime
from insightconnect_plugin_runtime.telemetry import auto_instrument

from .schema import FindHeldMessagesInput, FindHeldMessagesOutput, Component

# Custom imports below
from icon_mimecast_hold.util.run import run


class FindHeldMessages(insightconnect_plugin_runtime.Action):
    def __init__(self):
        super(self.__class__, self).__init__(
            name="find_held_messages",
            description=Component.DESCRIPTION,
            input=FindHeldMessagesInput(),
            output=FindHeldMessagesOutput(),
        )

    @auto_instrument
    def run(self, params={}):
        return run("find_held_messages", self.connection.settings, params, self.output.schema)
