"""Readers that misbehave, for the process that must bear them."""

import os
import time


def read(_request):
    """Say something, then nothing more."""
    yield ("progress", 1, 2)
    while True:
        time.sleep(0.1)


def eat(_request):
    """Ask for more memory than a reader may have."""
    kept = []
    while True:
        kept.append(bytes(256 << 20))  # asked for, not touched: quick
        yield ("progress", len(kept), 100)


def die(_request):
    """Do what a library does that meets what it cannot bear."""
    yield ("progress", 1, 2)
    os.abort()
