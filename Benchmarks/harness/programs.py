"""Programs under measurement: started on their core, ready when they answer, their processor time and memory read from /proc."""
import os
import signal
import subprocess
import time

from . import dns, machine

# Of a process's clock (clock_getcpuclockid): the scheduler's nanoseconds, of all threads, those that have ended too. The ticks of
# /proc/PID/stat are 10 ms, of which a round of a second has a hundred: too coarse for a goal of 5 %.
SCHEDULED = 2


def processor_time(pid):
    """Seconds that a process has used, in user and kernel mode; none of one that has ended."""
    try:
        return time.clock_gettime(~pid << 3 | SCHEDULED)
    except OSError:
        return 0


class Program:
    """A program and its children, in a session of their own."""

    def __init__(self, name, command, port, folder, core=machine.SERVER_CORE, ready=""):
        self.name, self.port, self.ready = name, port, ready
        self.log = os.path.join(folder, f"{name}-{port}.log")
        self.started = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["taskset", "-c", core, *command], stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def pids(self):
        """Its processes: those of its session."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid:
                found.append(int(name))
        return found

    def processor_time(self):
        """Seconds that its processes have used, in user and kernel mode."""
        return sum(processor_time(pid) for pid in self.pids())

    def status(self, field):
        """A field of /proc/PID/status of all its processes, added up."""
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/status") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith(field + ":"))
        return total

    def switches(self):
        """How often each of its threads went to sleep by itself."""
        found = {}
        for pid in self.pids():
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/status") as file:
                    found[thread] = sum(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt_switches"))
        return found

    def wait_until_answering(self, name, kind, limit=120):
        """Waits for an answer with records, and for what the program logs when it has all of them; seconds since the start."""
        while time.monotonic() - self.started < limit:
            if self.process.poll() is not None:
                break
            answer = dns.ask(self.port, name, kind, timeout=0.2)
            if answer is not None and dns.answers(answer) > 0 and self.ready in self.logged():
                return time.monotonic() - self.started
            time.sleep(0.02)
        raise SystemExit(f"{self.name} does not answer: {self.logged()[-2000:]}")

    def logged(self):
        with open(self.log, errors="replace") as log:
            return log.read()
