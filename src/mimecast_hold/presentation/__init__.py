"""Present results to people, with text from others made safe."""
