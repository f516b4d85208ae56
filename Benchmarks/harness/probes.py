"""Clients that measure time, and one that makes changes: processes on the core of those who ask, that come before dnsperf."""
import contextlib
import ctypes
import multiprocessing
import os
import time

from . import agent, data, dns, machine, standstill

PR_SET_TIMERSLACK = 29
# Before everything but the watch for standstills.
PRIORITY = 40
CHANGES = 100 if machine.IS_QUICK else 1000
SAMPLES = 2000 if machine.IS_QUICK else 15_000
# Changes a second, sent in bundles, of as many services in turn: each instance is gone before a heartbeat of it would be due.
RATE, BUNDLE, CHANGING = 10_000, 50, 1000


class Samples:
    """Seconds that something took each time, of all, and of those during which the machine did not stand still."""

    def __init__(self, found, standstills):
        self.every = [seconds for _, seconds in found]
        self.undisturbed = standstill.undisturbed(found, standstills)
        self.left_out = 1 - len(self.undisturbed) / len(self.every)


def sampled(measure, *arguments):
    """The samples that `measure` takes, in a process of its own."""
    with standstill.watched() as standstills:
        found = run(measure, *arguments)
    return Samples(found, standstills)


def run(measure, *arguments):
    """What `measure` returns, in a process of its own."""
    receiver, sender = multiprocessing.Pipe(False)
    process = multiprocessing.Process(target=prober, args=(measure, arguments, sender), daemon=True)
    process.start()
    sender.close()
    found = receiver.recv()
    process.join()
    return found


def prober(measure, arguments, sender):
    prefer()
    sender.send(measure(*arguments))


def prefer():
    """Before dnsperf, so that its turn is not what is measured; the process sleeps most of the time, and no longer than it says: else the
    kernel adds up to 50 µs."""
    ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
    os.sched_setaffinity(0, {int(machine.CLIENT_CORE)})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))


def seen(dns_port, agent_port):
    """When a request to the agent was made, and seconds until a client sees its effect, who asks again 50 µs after each answer."""
    connection, client = agent.Connection(agent_port), dns.client(dns_port)
    connection.send(agent.added("hot"))
    connection.wait(1)
    question, found = dns.question("hot." + data.ZONE, "A"), []
    for number in range(CHANGES):
        address, wanted = f"10.200.{number // 512}.{number // 2 & 255}:80", 1 - number % 2
        begin = time.perf_counter()
        connection.send(agent.present("hot", address) if wanted else agent.gone("hot", address))
        while answers(client, question) != wanted:
            time.sleep(50e-6)
        found.append((begin, time.perf_counter() - begin))
        connection.wait(1)
        time.sleep(0.002)
    return found


def answers(client, question):
    client.send(question)
    return dns.answers(client.recv(2048))


def latencies(dns_port):
    """When questions were asked, a millisecond apart, and seconds until their answers."""
    client, found = dns.client(dns_port), []
    question = dns.question(f"{data.name(7)}.{data.ZONE}", "A")
    for _ in range(SAMPLES):
        begin = time.perf_counter()
        count = answers(client, question)
        found.append((begin, time.perf_counter() - begin))
        if count != data.INSTANCES:
            raise SystemExit(f"{count} answer records instead of {data.INSTANCES}")
        time.sleep(max(begin + 0.001 - time.perf_counter(), 0))
    return found


@contextlib.contextmanager
def changing(agent_port):
    """Changes at a rate, as far as the agent takes them, while the body runs."""
    changer = Changer(agent_port)
    try:
        yield changer
    finally:
        changer.stop()


class Changer:
    """A process that makes changes until it is stopped."""

    def __init__(self, agent_port):
        self.count, self.seconds = multiprocessing.Value("q", 0), multiprocessing.Value("d", 0)
        self.stopping, started = multiprocessing.Event(), multiprocessing.Event()
        self.process = multiprocessing.Process(target=self.change, args=(agent_port, started), daemon=True)
        self.process.start()
        started.wait()

    def change(self, agent_port, started):
        prefer()
        connection = agent.Connection(agent_port)
        names = [f"c{number}" for number in range(CHANGING)]
        connection.send(b"".join(map(agent.added, names)))
        connection.wait(CHANGING)
        rounds = [[method(name, "10.201.0.1:80") for name in names] for method in (agent.present, agent.gone)]
        requests = rounds[0] + rounds[1]
        bundles = [b"".join(requests[first : first + BUNDLE]) for first in range(0, len(requests), BUNDLE)]
        started.set()
        begin = time.perf_counter()
        for number in range(1 << 30):
            if self.stopping.is_set():
                break
            connection.send(bundles[number % len(bundles)])
            connection.wait(BUNDLE)
            self.count.value, self.seconds.value = (number + 1) * BUNDLE, time.perf_counter() - begin
            time.sleep(max(begin + self.count.value / RATE - time.perf_counter(), 0))

    def stop(self):
        self.stopping.set()
        self.process.join()

    def rate(self):
        """Changes a second that the agent took."""
        return self.count.value / self.seconds.value
