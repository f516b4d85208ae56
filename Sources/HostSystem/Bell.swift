internal import Glibc
internal import Synchronization

/// Wakes whoever waits for something rare, so that nobody has to look for it again and again.
package final class Bell: Sendable {
  private let ringingEnd: CInt
  private let waitingEnd: CInt
  private let isAwaited = Atomic<Bool>(false)

  /// A bell that nobody waits for yet. Where no descriptors are left for it, the process ends with the system's words.
  package init() {
    var ends: [CInt] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let status = unsafe socketpair(AF_UNIX, CInt(kind), 0, &ends)
    if status != 0 { endProcess("socketpair", errno) }
    (waitingEnd, ringingEnd) = (ends[0], ends[1])
  }

  deinit {
    close(ringingEnd)
    close(waitingEnd)
  }

  /// Has the next ``ring()`` wake. What was done before one that came earlier can be seen from here on.
  package func listen() { _ = isAwaited.exchange(true, ordering: .acquiringAndReleasing) }

  /// Wakes whoever waits; nothing where nobody does. Neither waits, locks nor allocates.
  package func ring() {
    guard isAwaited.exchange(false, ordering: .acquiringAndReleasing) else { return }
    var octet: UInt8 = 0
    unsafe write(ringingEnd, &octet, 1)
  }

  /// What can be read once it was rung since ``listen()``, until ``rung()`` returns: for poll(2) and its like.
  package var number: CInt { waitingEnd }

  /// Waits until it was rung since ``listen()``.
  package func rung() async {
    await onThread { [self] in
      waitForOctet()
      var octets = [UInt8](repeating: 0, count: 64)
      unsafe read(waitingEnd, &octets, octets.count)
    }
  }

  private func waitForOctet() {
    var waiting = pollfd(fd: waitingEnd, events: Int16(POLLIN), revents: 0)
    while unsafe poll(&waiting, 1, -1) < 0, errno == EINTR {}
  }
}
