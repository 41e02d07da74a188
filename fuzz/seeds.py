#!/usr/bin/env python3
"""Writes the seeds: the manifests of the examples and of the test fixtures to fuzz/corpus/seeds, and
their words to fuzz/corpus/words.dict."""

import hashlib
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDS = ROOT / "fuzz/corpus/seeds"
# `HEAD` in fuzz/src/lib.rs.
HEAD = 16


def manifests():
    for folder in ["examples", "tests/rules"]:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".json", ".jsonc"):
                yield path.suffix == ".jsonc", path.read_text()
            elif path.suffix == ".md":
                for kind, text in re.findall(r"^```(jsonc?)\n(.*?)\n```$", path.read_text(), re.M | re.S):
                    yield kind == "jsonc", text


def main():
    SEEDS.mkdir(parents=True, exist_ok=True)
    words = set()
    for comments, text in manifests():
        words.update(re.findall(r'"[\w$-]{2,40}"', text))
        digest = hashlib.sha256(text.encode()).digest()
        # The first bit selects the dialect; the other bytes select arbitrary offsets.
        head = bytes([digest[0] & ~1 | comments]) + digest[1:HEAD]
        (SEEDS / digest.hex()[:16]).write_bytes(head + text.encode())
    lines = ['"' + word.replace('"', '\\"') + '"\n' for word in sorted(words)]
    (SEEDS.parent / "words.dict").write_text("".join(lines))
    print(f"{len(list(SEEDS.iterdir()))} seeds, {len(words)} words")


main()
