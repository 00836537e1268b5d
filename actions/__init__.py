"""The actions that plugin.yaml declares, one module each: parameters in, a result out."""
