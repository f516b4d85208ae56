#!/usr/bin/env python3
"""Measures Doyen beside its peers and prints a table: bench.py [ROW...], see README.md beside this file."""
import json
import os
import sys
import tempfile
import time

from harness import answers, changes, idle, inside, machine, plan, relay, report, scale

ROWS = {
    "positive": answers.positive,
    "negative": answers.negative,
    "services": scale.services,
    "large": scale.one_large,
    "changes": changes.changes,
    "growth": inside.growth,
    "idle": idle.idle,
    "relay": relay.relaying,
    "parts": inside.parts,
}
RESULTS = os.path.join(machine.ROOT, ".build/bench.json")


def main():
    wanted = sys.argv[1:] or list(ROWS)
    if unknown := set(wanted) - set(ROWS):
        sys.exit(f"no such rows: {', '.join(sorted(unknown))}; there are: {', '.join(ROWS)}")
    planned = plan.planned()
    print(f"planned: {sum(planned[name] for name in wanted) / 60:.1f} minutes", file=sys.stderr)
    described, results, lines = machine.describe(), {}, []
    with tempfile.TemporaryDirectory(prefix="doyen-bench-") as folder:
        for name in wanted:
            begin = time.monotonic()
            lines += ROWS[name](folder, results)
            print(f"{name}: {time.monotonic() - begin:.0f} s, planned {planned[name]:.0f} s", file=sys.stderr)
    with open(RESULTS, "w") as file:
        json.dump({"machine": described, "rows": lines, "results": results}, file, indent=1)
    print("\n".join(f"{key}: {value}" for key, value in described.items()))
    print(report.table(lines))
    if any(line["wrong"] for line in lines):
        sys.exit("wrong answers: what they cost was not compared")


main()
