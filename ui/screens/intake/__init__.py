"""Bring decisions in: see the file, map it, know what will happen, then import."""
