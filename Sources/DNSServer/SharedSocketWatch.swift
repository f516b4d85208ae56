internal import CDatagram
internal import Glibc
internal import HostSystem

/// What one worker waits with for a socket that is not ours alone. That must not be shut down, so a worker that waited in the kernel
/// for a datagram would not see its end.
final class SharedSocketWatch {
  private let number: CInt

  /// Waits for `socket`, and for the bell that says that it is over.
  init(_ socket: CInt, _ bell: Bell) {
    number = datagram_watch(socket, bell.number)
    if number < 0 { endProcess("epoll", -number) }
  }

  deinit { close(number) }

  /// Waits until there is a datagram or the end, or for shorter.
  func wait() { datagram_await(number) }
}
