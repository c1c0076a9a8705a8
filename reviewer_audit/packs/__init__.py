"""Sealed packs: how items go out to auditors elsewhere, and how their grades come back.

Of the format, outermost first (``sealing``, ``archive``, ``packfile``, ``returnfile``):

- a sealed file is a line of JSON that names the recipients, and one ChaCha20-Poly1305 text;
- in it, padded, lies a zip of few known parts in one fixed order and with one fixed date;
- its ``manifest.json`` has the digest of every other part, ``manifest.sig`` the Ed25519 signature
  of the manifest. The signature is checked before any other part is read.
"""
