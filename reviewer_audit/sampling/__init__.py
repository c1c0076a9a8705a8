"""Planning and drawing a sample: pure."""
