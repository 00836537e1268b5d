import insightconnect_plugin_runtime
from insightconnect_plugin_runtime.telemetry import auto_instrument

from .schema import TestConnectionInput, TestConnectionOutput, Component

# Custom imports below
from icon_mimecast_hold.util.run import run


class TestConnection(insightconnect_plugin_runtime.Action):
    def __init__(self):
        super(self.__class__, self).__init__(
            name="test_connection",
            description=Component.DESCRIPTION,
            input=TestConnectionInput(),
            output=TestConnectionOutput(),
        )

    @auto_instrument
    def run(self, params={}):
        return run("test_connection", self.connection.settings, params, self.output.schema)
