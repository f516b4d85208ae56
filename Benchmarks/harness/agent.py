"""Instances that come and go through Doyen's agent, by discoverd's second protocol over HTTP."""
import hashlib
import json
import socket
import time


def request(method, path, body=None):
    content = json.dumps(body).encode() if body is not None else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: agent\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def identity(address):
    return hashlib.md5(f"tcp-{address}".encode()).hexdigest()


def added(service):
    return request("PUT", f"/services/{service}", {})


def present(service, address):
    body = {"id": identity(address), "addr": address, "proto": "tcp"}
    return request("PUT", f"/services/{service}/instances/{identity(address)}", body)


def gone(service, address):
    return request("DELETE", f"/services/{service}/instances/{identity(address)}")


class Connection:
    """A connection on which requests may be sent before the last one's response has come."""

    def __init__(self, port):
        self.socket = connected(port)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.octets, self.responses = b"", 0

    def send(self, octets):
        self.socket.sendall(octets)

    def receive(self):
        """Takes what has come, and counts the responses that end a status line in it; a failure ends the measurement."""
        lines = (self.octets + self.socket.recv(1 << 20)).split(b"\r\n")
        # What is behind the last line's end is part of a line that comes with the next octets.
        self.octets = lines.pop()
        for line in lines:
            # A body without a line's end stands in front of the next status line.
            status = line.rpartition(b"HTTP/1.1 ")
            if status[1]:
                self.responses += 1
                if not status[2].startswith((b"2", b"409")):  # 409: the service has been added before
                    raise SystemExit(f"the agent refuses: {line!r}")

    def wait(self, count):
        """Waits until so many more responses have begun."""
        end = self.responses + count
        while self.responses < end:
            self.receive()


def connected(port, limit=10.0):
    end = time.monotonic() + limit
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), limit)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
