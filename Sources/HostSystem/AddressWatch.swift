internal import Glibc

/// Notices changes of the host's addresses, which the kernel tells over a socket (rtnetlink(7)). A thread waits in the kernel;
/// without changes it costs nothing.
package final class AddressWatch: Sendable {
  /// One element for changes since the last one was seen; read ``HostAddresses/current`` then.
  package let changes: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation
  private let notifications: CInt
  /// The end that is closed to end the thread, and the one that the thread sees it by.
  private let ends: (closing: CInt, seeing: CInt)

  /// Notifications of addresses of IPv4 and IPv6 that come and go: RTMGRP_IPV4_IFADDR and RTMGRP_IPV6_IFADDR.
  private static let groups: UInt32 = 0x10 | 0x100

  /// The C structure sockaddr_nl, which the C library's module does not have.
  private struct NetlinkAddress {
    var family = UInt16(AF_NETLINK)
    var padding: UInt16 = 0
    var process: UInt32 = 0
    var groups: UInt32
  }

  /// Whether the system tells of changes.
  package let isWatching: Bool

  /// Watches from now on; where the system can't, there are no changes.
  package init() {
    (changes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let notifications = socket(AF_NETLINK, CInt(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var pair: [CInt] = [-1, -1]
    unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair)
    ends = (pair[1], pair[0])
    var address = NetlinkAddress(groups: Self.groups)
    let status = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(notifications, $0, socklen_t(MemoryLayout<NetlinkAddress>.size))
      }
    }
    self.notifications = notifications
    isWatching = status == 0 && ends.seeing >= 0
    if isWatching { startThread { [self] in run() } } else { closeAll() }
  }

  /// Ends the watch and its thread; to be called once.
  package func stop() {
    continuation.finish()
    close(ends.closing)
  }

  private func run() {
    while wait() {
      readAll()
      continuation.yield()
    }
    close(notifications)
    close(ends.seeing)
  }

  /// Waits for notifications; false at the end.
  private func wait() -> Bool {
    var polled = [notifications, ends.seeing].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while unsafe poll(&polled, 2, -1) < 0 && errno == EINTR {}
    return polled[1].revents == 0
  }

  /// Takes what was notified. What it says does not matter, nor that some of it was lost: all addresses are read again.
  private func readAll() {
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = unsafe recv(notifications, &buffer, buffer.count, CInt(MSG_DONTWAIT))
      if count < 0 && errno == EAGAIN { return }
    }
  }

  private func closeAll() {
    for number in [notifications, ends.seeing] where number >= 0 { close(number) }
  }
}
