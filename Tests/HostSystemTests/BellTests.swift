import Glibc
import HostSystem
import Testing

@Suite("A bell", .timeLimit(.minutes(1)))
struct BellTests {
  @Test("wakes who waits, whether it is rung before or while they wait")
  func wakes() async {
    let bell = Bell()
    for _ in 0..<3 {
      bell.listen()
      bell.ring()
      await bell.rung()
    }
    bell.listen()
    async let ringing: Void = Task.detached {
      try? await Task.sleep(for: .milliseconds(20))
      bell.ring()
    }.value
    await bell.rung()
    await ringing
  }

  @Test("is rung once for many who ring, and not for nobody")
  func once() {
    let bell = Bell()
    bell.ring()
    #expect(!isRung(bell))
    bell.listen()
    for _ in 0..<100_000 { bell.ring() }
    #expect(isRung(bell))
  }

  /// Whether it was rung, and nobody has waited for that.
  private func isRung(_ bell: Bell) -> Bool {
    var waiting = pollfd(fd: bell.number, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&waiting, 1, 0) == 1
  }
}
