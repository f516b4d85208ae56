"""How long the rows take by their own plan: what is asked, and for how long."""
from . import idle, load, machine, probes

# Seconds by which a case of a round is longer than dnsperf asks: it starts, reads its questions, and waits for the last answers.
AROUND = 0.2
# Seconds in which the servers of a row start, and its data are written, measured: little but for many services.
STARTS = {"services": 2 if machine.IS_QUICK else 50, "changes": 6 if machine.IS_QUICK else 15}
# A change in `probes.seen`: its 2 ms of pause, and until it is seen.
CHANGE = 0.003
# What runs inside of a process, as measured.
INSIDE = {"growth": 1 if machine.IS_QUICK else 15, "parts": 10}


def asked(cases, rounds):
    return cases * (rounds * (machine.SECONDS + AROUND) + load.WARM_UP + AROUND)


def planned():
    """Seconds of each row."""
    few = machine.FEW_ROUNDS
    return {
        # Doyen, NSD, Knot and the echo; with dnsmasq for A.
        "positive": asked(4 + 5, machine.ROUNDS),
        "negative": asked(4, machine.ROUNDS),
        # Three servers, each with few and with many.
        "services": asked(3 * 2, few) + STARTS["services"],
        # Two kinds, over UDP and TCP, of Doyen and the echo.
        "large": asked(2 * 2 * 2, few),
        "changes": machine.SECONDS + 2 * (probes.CHANGES * CHANGE + probes.SAMPLES * 0.001) + STARTS["changes"],
        "growth": INSIDE["growth"],
        "idle": idle.SETTLING + idle.SECONDS,
        # Three servers: names that are kept, and others.
        "relay": asked(3 * 2, few),
        "parts": INSIDE["parts"],
    }
