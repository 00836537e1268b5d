"""Golden files are read as text, and never run as tests of ours."""

collect_ignore = ["golden"]
