"""Several files in one archive: the same bytes for the same content."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reviewer_audit.render.files import replacing

_MOMENT = (1980, 1, 1, 0, 0, 0)  # an archive says nothing of the day it was made
MANIFEST = "manifest.json"


def write_bundle(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write the parts and a manifest of their SHA-256 into one archive.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    manifest = json.dumps({"sha256": sums}, indent=1).encode()
    with replacing(path) as temporary, ZipFile(temporary, "w", ZIP_DEFLATED) as archive:
        for name, data in {**parts, MANIFEST: manifest}.items():
            entry = ZipInfo(name, _MOMENT)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
