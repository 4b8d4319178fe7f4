"""Values of JSON as short text, for what is read again only in part."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any


def packed(value: object) -> str:
    """Return a value of JSON, compressed, as ASCII."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b85encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 6)).decode("ascii")


def unpacked(text: str) -> Any:
    """Return the value that was packed."""
    return json.loads(zlib.decompress(base64.b85decode(text)))
