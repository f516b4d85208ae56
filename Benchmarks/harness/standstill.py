"""When the machine stood still: a virtual one has its processors taken away at times, for milliseconds, and nobody answers meanwhile."""
import contextlib
import multiprocessing
import os
import time

from . import machine

# The watch sleeps for so long, and what it wakes later than this is a standstill: nothing else runs before it.
TURN, LATE = 0.001, 0.0005
PRIORITY = 50


@contextlib.contextmanager
def watched():
    """Watches both processors while the body runs; the list has at its end when they stood still, from when to when."""
    found, stopping = [], multiprocessing.Event()
    watches = [multiprocessing.Pipe(False) for _ in (machine.SERVER_CORE, machine.CLIENT_CORE)]
    processes = [
        multiprocessing.Process(target=watch, args=(int(core), sender, stopping), daemon=True)
        for core, (_, sender) in zip((machine.SERVER_CORE, machine.CLIENT_CORE), watches)
    ]
    for process in processes:
        process.start()
    try:
        yield found
    finally:
        stopping.set()
        for receiver, _ in watches:
            found += receiver.recv()
        for process in processes:
            process.join()


def watch(core, sender, stopping):
    os.sched_setaffinity(0, {core})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    found, last = [], time.perf_counter()
    while not stopping.is_set():
        time.sleep(TURN)
        now = time.perf_counter()
        if now - last > TURN + LATE:
            found.append((last + TURN, now))
        last = now
    sender.send(found)


def undisturbed(samples, standstills):
    """The seconds of those samples, each with when it began, that no standstill overlaps."""
    return [
        seconds
        for begin, seconds in samples
        if not any(first < begin + seconds and last > begin for first, last in standstills)
    ]
