"""What is measured inside of a process, without a client: the parts of the query path, and what many changes leave behind."""
import json
import subprocess

from . import machine
from .report import bound, row

CHANGES = 200_000 if machine.IS_QUICK else 5_000_000


def run(*arguments):
    command = ["taskset", "-c", machine.SERVER_CORE, machine.PATH_BENCHMARK, *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def parts(_, results):
    results["parts, ns"] = found = run("times")
    for name, nanoseconds in found.items():
        yield bound("part: " + name, "ns", nanoseconds, None)


def growth(_, results):
    results["growth"] = found = run("growth", str(CHANGES))
    before, after = found["before"] / 2**20, found["after"] / 2**20
    yield row(f"memory after {CHANGES:,} changes", "MiB", after, "before", before, 1.05)
