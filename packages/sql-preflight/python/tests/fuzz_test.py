"""Texts that were damaged at random are answered, in time, and every finding has a place."""

from __future__ import annotations

import random
import re
from time import perf_counter

from engine import ask
from tpc_test import benchmark

# A lone surrogate, which JavaScript's strings may hold, is among them.
DAMAGE = [
    "SELECT", "FROM", "(", ")", ",", "'", "/*", "--", "*", "NULL", "CASE", "END", "OVER", "1", "$1", "[", "]", "{", "}",
    "::", "->", "AND", "NOT", "IN", "INTO", "DELETE", "🙂", chr(0xD800),
]  # fmt: skip
TEXTS = 500
# No measure of speed, only a bound on what is no answer at all.
MOST_SECONDS = 20


def damaged(text: str, chance: random.Random) -> str:
    words = re.split(r"(\s+)", text)
    for _ in range(chance.randint(1, 6)):
        place, kind = chance.randrange(len(words)), chance.random()
        if kind < 0.4 and len(words) > 1:
            del words[place]
        elif kind < 0.8:
            words.insert(place, chance.choice(DAMAGE))
        else:
            words[place] *= 2
    return "".join(words)


def test_damaged_texts_are_answered() -> None:
    texts, _, schemas = benchmark("tpcds")
    chance = random.Random(5)
    for _ in range(TEXTS):
        sql = damaged(texts[chance.randint(1, len(texts))], chance)
        begun = perf_counter()
        report = ask("check", sql=sql, schemas=schemas)
        assert perf_counter() - begun < MOST_SECONDS, sql
        assert "error" not in report, (report, sql)
        assert all("line" in found and "<class" not in found["message"] for found in report["diagnostics"]), sql
