"""The verbs of the product: what window and command line both call."""
