"""How published cases are put to our functions: kind -> callable(input) -> what is expected.

Every adapter names things and arranges them; what is computed, the product computes.
"""

import importlib.util
from collections.abc import Callable
from pathlib import Path


def _beside(name):
    """Return the file beside this one, wherever this one was loaded from."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ADAPTERS: dict[str, Callable[[dict], dict]] = {
    **_beside("adapters_accuracy").ADAPTERS,
    **_beside("adapters_agreement").ADAPTERS,
}
