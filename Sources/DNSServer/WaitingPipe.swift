internal import DNSWire
internal import Glibc
internal import HostSystem
internal import Synchronization

/// The two ends over which workers hand questions that they can't answer themselves to another thread: the kernel bounds and keeps
/// them, so that a worker neither locks nor allocates.
package final class WaitingPipe: Sendable {
  let workersEnd: CInt
  let waitingEnd: CInt
  private let maximum: Int
  private let count = Atomic<Int>(0)
  /// How many each client has; absent where one may have all.
  private let shares: ClientShares?

  /// As many questions may wait at once for their services, for a second each: more than a host's programs ask for services not
  /// yet watched, and less than a megabyte.
  static let maximumAwaited = 1024
  /// As many questions may be on their way to the relay: some milliseconds of its work, and less than half a megabyte. How many it
  /// keeps open is its own matter.
  static let maximumRelayed = 512

  /// A pipe for so many questions, of which one client may have no more than are still free, if they are shared: half of them where
  /// it is alone, and there is always room for another.
  package init(maximum: Int, isShared: Bool = false) {
    self.maximum = maximum
    shares = isShared ? ClientShares() : nil
    var ends: [CInt] = [-1, -1]
    let status = unsafe socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
    if status != 0 { endProcess("socketpair", errno) }
    (workersEnd, waitingEnd) = (ends[0], ends[1])
    // Room for as many questions as may wait; without the privilege, as much of it as the system's limit allows.
    var room: CInt = 2 << 20
    let size = socklen_t(MemoryLayout<CInt>.size)
    if unsafe setsockopt(workersEnd, SOL_SOCKET, SO_SNDBUFFORCE, &room, size) != 0 {
      unsafe setsockopt(workersEnd, SOL_SOCKET, SO_SNDBUF, &room, size)
    }
  }

  /// How many questions are on their way or wait.
  var present: Int { count.load(ordering: .relaxed) }

  /// Ends the reading side.
  func finish() { shutdown(workersEnd, CInt(SHUT_RDWR)) }

  /// Hands over so many octets that stand in the room for the answer to a datagram received; false where too many are on their way.
  func handOver(
    _ slot: UInt32, length: Int, of batch: borrowing DatagramBatch, for client: ClientAddress, from sender: UInt32
  ) -> Bool {
    let free = maximum - count.add(1, ordering: .relaxed).newValue
    let taken = shares?.take(client) ?? 0
    guard free >= 0, taken <= free, batch.handOver(slot, length: length, from: sender, to: workersEnd) else {
      end(client)
      return false
    }
    return true
  }

  /// Notes that a question of a client is not on its way any more.
  func end(_ client: ClientAddress) {
    count.subtract(1, ordering: .relaxed)
    shares?.giveBack(client)
  }

  deinit {
    close(workersEnd)
    close(waitingEnd)
  }
}
