"""As much of DNS as a measurement needs: a question, and how many records the answer has."""
import socket
import struct
import time

TYPES = {"A": 1, "TXT": 16, "AAAA": 28, "SRV": 33}


def question(name, kind, number=1, payload=1232):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    opt = struct.pack(">BHHIH", 0, 41, payload, 0, 0)
    return struct.pack(">6H", number, 0x100, 1, 0, 0, 1) + labels + struct.pack(">BHH", 0, TYPES[kind], 1) + opt


def answers(message):
    return struct.unpack(">H", message[6:8])[0]


def client(port, timeout=1.0):
    """A UDP socket that asks a server on this host."""
    number = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    number.connect(("127.0.0.1", port))
    number.settimeout(timeout)
    return number


def ask(port, name, kind, timeout=1.0):
    """The answer over UDP; absent without one."""
    with client(port, timeout) as number:
        try:
            number.send(question(name, kind))
            return number.recv(65535)
        except OSError:
            return None


def stream(port):
    """A TCP connection to a server on this host, which may begin to listen a little later."""
    for _ in range(200):
        try:
            return socket.create_connection(("127.0.0.1", port), 5)
        except ConnectionRefusedError:
            time.sleep(0.02)
    raise SystemExit(f"nobody listens on port {port}")


def framed(message):
    return struct.pack(">H", len(message)) + message


def ask_stream(port, name, kind):
    """The answer over TCP."""
    with stream(port) as connection, connection.makefile("rb") as reader:
        connection.sendall(framed(question(name, kind)))
        return reader.read(struct.unpack(">H", reader.read(2))[0])
