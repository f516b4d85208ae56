"""Load by dnsperf, and what it costs the server."""
import contextlib
import re
import statistics
import subprocess
import time

from . import machine


def command(port, questions, seconds=None, rate=None, over="udp", outstanding=100, extra=()):
    """A call of dnsperf, with EDNS."""
    command = ["taskset", "-c", machine.CLIENT_CORE, "dnsperf", "-s", "127.0.0.1", "-p", str(port), "-d", questions]
    command += ["-l", str(seconds or machine.SECONDS), "-m", over, "-q", str(outstanding), "-e", *extra]
    if rate:
        command += ["-Q", str(int(rate))]
    return command


@contextlib.contextmanager
def background(port, questions, rate):
    """Asks so many questions a second while the body runs."""
    with subprocess.Popen(command(port, questions, seconds=600, rate=rate), stdout=subprocess.DEVNULL) as process:
        time.sleep(0.5)
        try:
            yield
        finally:
            process.kill()


def dnsperf(port, questions, **options):
    """Asks for so many seconds; what dnsperf says of it."""
    text = subprocess.run(command(port, questions, **options), capture_output=True, text=True, check=True).stdout
    return {
        "completed": int(re.search(r"Queries completed:\s+(\d+)", text).group(1)),
        "lost": int(re.search(r"Queries lost:\s+(\d+)", text).group(1)),
        "rate": float(re.search(r"Queries per second:\s+([\d.]+)", text).group(1)),
        "codes": re.search(r"Response codes:\s+(.*)", text).group(1),
        "octets": int(re.search(r"response (\d+)", text).group(1)),
    }


def cost(program, questions, **options):
    """One round: microseconds of processor time an answer, and what dnsperf, or who asks in its place, says."""
    before = program.processor_time()
    found = questions(program.port) if callable(questions) else dnsperf(program.port, questions, **options)
    found["microseconds"] = (program.processor_time() - before) * 1e6 / max(found["completed"], 1)
    return found


def side_by_side(cases, rounds=None):
    """Measures cases in turn, round by round, so that what the machine does beside hits all of them.

    `cases` has name: (program, questions, options); the result name: medians.
    """
    results = {name: [] for name in cases}
    for _ in range(rounds or machine.ROUNDS):
        for name, (program, questions, options) in cases.items():
            results[name].append(cost(program, questions, **options))
    return {name: summary(found) for name, found in results.items()}


def summary(found):
    medians = {key: statistics.median(one[key] for one in found) for key in ("microseconds", "rate", "octets")}
    lost = sum(one["lost"] for one in found)
    return {**medians, "lost": lost, "codes": found[0]["codes"], "rounds": [one["microseconds"] for one in found]}
