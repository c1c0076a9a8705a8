"""Pictures and recordings of items behind their shield, wherever an item is shown."""
