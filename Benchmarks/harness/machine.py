"""What the numbers were measured on, and how long things are measured."""
import datetime
import os
import platform
import subprocess

# The server runs on one core, who asks on the other, so that neither takes the other's time.
SERVER_CORE, CLIENT_CORE = "0", "1"
ROUNDS = int(os.environ.get("ROUNDS", "5"))
# What is compared with a goal less close is measured less often.
FEW_ROUNDS = min(ROUNDS, 3)
# How long dnsperf asks in each round. (Not SECONDS alone in a shell: bash gives that name a meaning of its own, make does not.)
SECONDS = float(os.environ.get("SECONDS", "3"))
# A quick run is for trying the harness: everything is smaller and no goal can be judged.
IS_QUICK = ROUNDS < 3
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOYEN = os.path.join(ROOT, ".build/release/doyen")
PATH_BENCHMARK = os.path.join(ROOT, ".build/release/PathBenchmark")
ECHO = os.path.join(ROOT, ".build/benchmark-echo")
PEERS = ["nsd", "knot", "dnsmasq-base", "unbound", "dnsperf", "gcc"]


def output(*command):
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return run.stdout.strip()


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.machine()


def describe():
    """Machine, versions, date: what stands above the table."""
    versions = {name: output("dpkg-query", "-W", "-f", "${Version}", name) for name in PEERS}
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": processor(),
        "kernel": platform.release(),
        "memory MiB": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
        "load at the start": os.getloadavg()[0],
        "doyen": output(DOYEN, "--version") + " " + output("git", "describe", "--always", "--dirty"),
        "rounds": ROUNDS,
        "seconds a round": SECONDS,
        **versions,
    }
