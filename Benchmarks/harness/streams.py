"""Load over one TCP connection, for answers too large for dnsperf: a process of its own on the clients' core."""
import collections
import time

from . import dns, probes

# So many questions are open, as dnsperf would have it.
OPEN = 10
NAMES = {0: "NOERROR"}


def ask(port, name, kind, length, seconds):
    """Asks for so many seconds; what `load.dnsperf` would say of it. Answers have to be of this length."""
    return probes.run(count, port, name, kind, length, seconds)


def count(port, name, kind, length, seconds):
    message, codes, room = dns.framed(dns.question(name, kind)), collections.Counter(), bytearray(65535)
    with dns.stream(port) as connection, connection.makefile("rb", buffering=1 << 20) as reader:
        connection.sendall(message * OPEN)
        begin = time.monotonic()
        end = begin + seconds
        while time.monotonic() < end:
            codes[code(reader, room, length)] += 1
            connection.sendall(message)
        # Those still open have been paid for by the server: they count too.
        for _ in range(OPEN):
            codes[code(reader, room, length)] += 1
        rate = codes.total() / (time.monotonic() - begin)
    return {"completed": codes.total(), "lost": 0, "rate": rate, "codes": dict(codes), "octets": length}


def code(reader, room, length):
    """Takes one answer: its code, or that its length is another."""
    octets = int.from_bytes(reader.read(2), "big")
    if reader.readinto(memoryview(room)[:octets]) != octets or octets == 0:
        raise SystemExit("a connection was closed before its answers had come")
    return f"of {octets} octets" if octets != length else NAMES.get(room[3] & 15, f"code {room[3] & 15}")
