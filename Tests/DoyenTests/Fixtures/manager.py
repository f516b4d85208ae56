"""A service manager of the tests: starts a command with a notification socket, on request with sockets that are bound already, as
often as it is told to, and prints what it hears.

manager.py [--abstract] [--passes HOST] [--runs N] COMMAND ARGUMENT..."""
import argparse, fcntl, os, socket, threading

parser = argparse.ArgumentParser()
parser.add_argument("--abstract", action="store_true")
parser.add_argument("--passes")
parser.add_argument("--runs", type=int, default=1)
parser.add_argument("command", nargs=argparse.REMAINDER)
options = parser.parse_args()


def say(text):
    os.write(1, (text + "\n").encode())


def sockets_at(host):
    """A UDP and a listening TCP socket on the same free port, not blocking, as a manager may leave them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        udp, tcp = socket.socket(family, socket.SOCK_DGRAM), socket.socket(family, socket.SOCK_STREAM)
        for each in (udp, tcp):
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            each.setblocking(False)
        udp.bind((host, 0))
        try:
            tcp.bind((host, udp.getsockname()[1]))
            break
        except OSError:
            # What is free for UDP may be taken for TCP.
            continue
    tcp.listen(16)
    say("port %d" % udp.getsockname()[1])
    return [udp, tcp]


def start(passed):
    """What the child does: numbers its sockets from 3 on and becomes the command."""
    os.environ["NOTIFY_SOCKET"] = name
    numbers = [fcntl.fcntl(each.fileno(), fcntl.F_DUPFD, 100) for each in passed]
    for index, number in enumerate(numbers):
        os.dup2(number, 3 + index)
        os.close(number)
    if passed:
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(passed)), LISTEN_FDNAMES="dns:dns")
    os.execv(options.command[0], options.command)


def listen():
    while True:
        message = listener.recv(4096)
        if not message:
            heard.set()
            continue
        say("told " + message.decode().replace("\n", " "))


def hear():
    """Waits until all that has been told is said: an empty message comes behind it."""
    heard.clear()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
        own.connect(listener.getsockname())
        own.send(b"")
    heard.wait()


name = ("@" if options.abstract else os.getcwd() + "/") + "notify-%d" % os.getpid()
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("\0" + name[1:] if options.abstract else name)
heard = threading.Event()
threading.Thread(target=listen, daemon=True).start()
passed = sockets_at(options.passes) if options.passes else []
for run in range(options.runs):
    child = os.fork()
    if child == 0:
        start(passed)
    say("run %d is %d" % (run + 1, child))
    status = os.waitpid(child, 0)[1]
    hear()
    say("run %d ended with %d" % (run + 1, status))
