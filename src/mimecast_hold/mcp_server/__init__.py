"""The actions as tools of the Model Context Protocol, for agents, within bounds that are set at start."""
