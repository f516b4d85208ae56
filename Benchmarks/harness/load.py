"""Load by dnsperf, what it costs the server, and whether the answers were the right ones."""
import contextlib
import dataclasses
import re
import signal
import statistics
import subprocess
import time

from . import expected, machine
from .programs import Program

# Seconds that each case is asked before it is measured: memory has been touched, caches and branch predictors are warm.
WARM_UP = 0.5


@dataclasses.dataclass
class Case:
    """Who is asked what, and what the answers have to be."""

    program: Program
    # A file of dnsperf's, or who asks in dnsperf's place: called with the port and `seconds`.
    questions: object
    code: str = "NOERROR"
    # Answer records; absent where they are not looked at.
    records: int | None = None
    extra: tuple = ()

    def ask(self, seconds):
        if callable(self.questions):
            return self.questions(self.program.port, seconds=seconds)
        return dnsperf(self.program.port, self.questions, seconds=seconds, extra=self.extra)

    def wrong_records(self):
        return None if self.records is None else expected.wrong_records(self.program.port, self.questions, self.records)


def command(port, questions, seconds=None, rate=None, extra=()):
    """A call of dnsperf, with EDNS."""
    command = ["taskset", "-c", machine.CLIENT_CORE, "dnsperf", "-s", "127.0.0.1", "-p", str(port), "-d", questions]
    command += ["-l", str(seconds or machine.SECONDS), "-m", "udp", "-q", "100", "-e", *extra]
    if rate:
        command += ["-Q", str(int(rate))]
    return command


@contextlib.contextmanager
def background(port, questions, rate):
    """Asks so many questions a second while the body runs; the dictionary has at the end what dnsperf says of it."""
    found = {}
    with subprocess.Popen(command(port, questions, seconds=600, rate=rate), stdout=subprocess.PIPE, text=True) as process:
        time.sleep(0.5)
        try:
            yield found
        finally:
            process.send_signal(signal.SIGINT)
            found.update(statistics_of(process.communicate()[0]))
    found["wrong"] = expected.wrong_codes(found, "NOERROR")


def dnsperf(port, questions, **options):
    """Asks for so many seconds; what dnsperf says of it."""
    return statistics_of(subprocess.run(command(port, questions, **options), capture_output=True, text=True, check=True).stdout)


def statistics_of(text):
    codes = re.search(r"Response codes:(.*)", text).group(1)
    return {
        "completed": int(re.search(r"Queries completed:\s+(\d+)", text).group(1)),
        "lost": int(re.search(r"Queries lost:\s+(\d+)", text).group(1)),
        "rate": float(re.search(r"Queries per second:\s+([\d.]+)", text).group(1)),
        "codes": {name: int(count) for name, count in re.findall(r"(\w+) (\d+) \(", codes)},
        "octets": int(re.search(r"response (\d+)", text).group(1)),
    }


def cost(case):
    """One round: microseconds of processor time an answer, and what dnsperf, or who asks in its place, says."""
    before = case.program.processor_time()
    found = case.ask(machine.SECONDS)
    used = case.program.processor_time() - before
    found["microseconds"] = used * 1e6 / max(found["completed"], 1)
    found["wrong"] = expected.wrong_codes(found, case.code)
    return found


def side_by_side(cases, rounds=None):
    """Measures cases by their names in turn, round by round, so that what the machine does beside hits all of them: medians."""
    wrong = {name: case.wrong_records() for name, case in cases.items()}
    for case in cases.values():
        case.ask(WARM_UP)
    results = {name: [] for name in cases}
    for _ in range(rounds or machine.ROUNDS):
        for name, case in cases.items():
            results[name].append(cost(case))
    return {name: summary(found, wrong[name] or cases[name].wrong_records()) for name, found in results.items()}


def summary(found, wrong=None):
    """Medians of rounds, the codes of all of them, and the first thing that is wrong."""
    medians = {key: statistics.median(one[key] for one in found) for key in ("microseconds", "rate", "octets")}
    codes = {}
    for name, count in (item for one in found for item in one["codes"].items()):
        codes[name] = codes.get(name, 0) + count
    wrong = next((one["wrong"] for one in found if one["wrong"]), wrong)
    lost = sum(one["lost"] for one in found)
    return {**medians, "lost": lost, "codes": codes, "wrong": wrong, "rounds": [one["microseconds"] for one in found]}
