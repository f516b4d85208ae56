#!/usr/bin/env python3
"""Counts the instructions of an answer by callgrind, and compares them with Benchmarks/instructions.json: instructions.py PROGRAM [--update].

Callgrind shows every program the same processor, whichever is beneath, so that the C library chooses the same variants of its functions.
The hash seed is fixed; no symbol is bound and no memory touched for the first time while it counts. The kernel's part is not counted.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "instructions.json")
# A rise beyond this fails: more than the compiler's whims, less than a feature costs that was not meant to be on this path.
ALLOWED = 1.03
# A fall beyond this is told, so that it is kept.
WORTH_KEEPING = 0.97


def stripped(program, folder):
    """A copy without debugging information, which valgrind of Debian 12 cannot read; it keeps its symbols."""
    copy = os.path.join(folder, "PathBenchmark")
    subprocess.run(["objcopy", "--strip-debug", program, copy], check=True)
    return copy


def environment(program):
    """Fixed hash seeds, and the libraries that the program's own place leads to."""
    libraries = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    found = re.search(r"=> (\S+)/libswiftCore\.so", libraries)
    path = {"LD_LIBRARY_PATH": found.group(1)} if found else {}
    return {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1", **path}


def count(program, kind, environment, folder):
    """Instructions of one answer of a kind."""
    command = ["valgrind", "--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*measuredAnswers*"]
    command += [f"--callgrind-out-file={folder}/{kind}", program, "instructions", kind]
    run = subprocess.run(command, env=environment, capture_output=True, text=True)
    collected = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or collected is None:
        sys.exit(f"{kind}: could not be counted\n{run.stdout}{run.stderr}")
    return round(int(collected.group(1)) / json.loads(run.stdout)["answers"])


def verdict(now, before):
    if before is None:
        return "new"
    if now > before * ALLOWED:
        return "FAILED: a rise"
    return "less: --update keeps it" if now < before * WORTH_KEEPING else ""


def main():
    program, update = sys.argv[1], "--update" in sys.argv[2:]
    with open(KEPT) as file:
        kept = json.load(file)
    with tempfile.TemporaryDirectory() as folder:
        variables = environment(program)
        copy = stripped(program, folder)
        kinds = subprocess.run([copy, "kinds"], env=variables, check=True, capture_output=True, text=True).stdout.split()
        counts = {kind: count(copy, kind, variables, folder) for kind in kinds}
    verdicts = {kind: verdict(counts[kind], kept.get(kind)) for kind in kinds}
    print(f"{'instructions an answer':24}{'now':>9}{'kept':>9}")
    for kind in kinds:
        print(f"{kind:24}{counts[kind]:9}{kept.get(kind, '-'):>9}  {verdicts[kind]}".rstrip())
    if update:
        with open(KEPT, "w") as file:
            file.write(json.dumps(counts, indent=2) + "\n")
    elif set(kept) != set(kinds) or any(text.startswith("FAILED") for text in verdicts.values()):
        sys.exit("more instructions than before, or other kinds; where that is meant: make instructions-update")


main()
