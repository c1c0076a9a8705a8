"""Calibrate: a session from its set to its report."""
