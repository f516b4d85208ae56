import Glibc
import NIOCore
import Testing

@testable import Relay

@Suite("Why attempts come to nothing")
struct AttemptFailureTests {
  private func failure(_ code: CInt, mayLackPort: Bool = false) -> AttemptFailure {
    AttemptFailure(IOError(errnoCode: code, reason: "connect"), mayLackPort: mayLackPort)
  }

  @Test("this host's own limits are no failure of the upstream", arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN])
  func own(code: CInt) { #expect(failure(code) == .noRoom) }

  @Test("an address that can't be had is one, but for TCP over IPv4, where no port is left")
  func noAddress() {
    #expect(failure(EADDRNOTAVAIL) == .refused("Cannot assign requested address"))
    #expect(failure(EADDRNOTAVAIL, mayLackPort: true) == .noRoom)
  }
}
