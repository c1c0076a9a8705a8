"""The screen on which a sample is planned, drawn and watched."""
