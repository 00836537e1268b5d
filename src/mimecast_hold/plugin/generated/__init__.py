"""Generated from plugin.yaml and schemas/ by `make generate`."""
