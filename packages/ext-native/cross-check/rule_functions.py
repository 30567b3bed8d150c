"""Holds the golden values of the hashes against PyPI's blake3, which knows nothing of our code: `rule_functions.py`, or with `--write` makes them."""

import json
import sys
from pathlib import Path

from blake3 import blake3

GOLDEN = Path(__file__).parent.parent / "test" / "golden" / "rule-functions.json"
TEXTS = ["", "a", "abc", "naïve", "日本語", "😀", "fn:main", "\u0000", "x" * 64, "y" * 65, "z" * 1_025, "tab\there\nnewline", None]
PARTS = [[""], ["a"], ["a", "b"], ["ab"], ["a", ""], ["", "a"], [None], [None, "a"], ["a", None], ["a:b"], ["a", ":b"], ["日本", "語"]]


def digest(data: bytes, size: int) -> bytes:
    return blake3(data).digest(size)


def stable_hash64(text):
    return None if text is None else str(int.from_bytes(digest(text.encode(), 8), "big", signed=True))


def stable_hash128(text):
    return None if text is None else digest(text.encode(), 16).hex()


def prefixed_hash64(prefix, text):
    return None if prefix is None or text is None else f"{prefix}:{digest(text.encode(), 8).hex()}"


def stable_id(prefix, *parts):
    if prefix is None:
        return None
    encoded = b"".join(
        b"\0" if part is None else b"\1" + len(part.encode()).to_bytes(8, "little") + part.encode() for part in parts
    )
    return f"{prefix}:{digest(encoded, 16).hex()}"


def cases():
    for text in TEXTS:
        yield "stable_hash64", [text], stable_hash64(text)
        yield "stable_hash128", [text], stable_hash128(text)
        for prefix in ["fn", "", "a:b", None]:
            yield "prefixed_hash64", [prefix, text], prefixed_hash64(prefix, text)
    for parts in PARTS:
        yield "stable_id", ["fn", *parts], stable_id("fn", *parts)
    yield "stable_id", [None, "a"], None


wanted = [{"function": name, "arguments": arguments, "result": result} for name, arguments, result in cases()]
if "--write" in sys.argv:
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=True) for case in wanted)
    GOLDEN.write_text(f"[\n{lines}\n]\n")
golden = json.loads(GOLDEN.read_text())
assert golden == wanted, "the golden values differ from what blake3 gives"
identifiers = [case["result"] for case in golden if case["function"] == "stable_id"]
assert len(set(identifiers)) == len(identifiers)
print(f"{len(golden)} values agree")
