"""The simulated tenant: held mail, its log and its rules."""
