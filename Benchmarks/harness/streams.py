"""Load over one TCP connection, for answers too large for dnsperf: a process of its own on the clients' core."""
import time

from . import dns, probes

# So many questions are open, as dnsperf would have it.
OPEN = 10


def ask(port, name, kind, length, seconds):
    """Asks for so many seconds; what `load.dnsperf` would say of it. Answers are all of one length."""
    return probes.run(count, port, name, kind, length + 2, seconds)


def count(port, name, kind, length, seconds):
    with dns.stream(port) as connection:
        message, room, octets, sent = dns.framed(dns.question(name, kind)), bytearray(1 << 20), 0, OPEN
        connection.sendall(message * OPEN)
        begin = time.monotonic()
        while time.monotonic() < begin + seconds:
            octets += connection.recv_into(room)
            answered = octets // length
            if answered + OPEN > sent:
                connection.sendall(message * (answered + OPEN - sent))
                sent = answered + OPEN
        completed = octets // length
        rate = completed / (time.monotonic() - begin)
    return {"completed": completed, "lost": 0, "rate": rate, "codes": "", "octets": length - 2}
