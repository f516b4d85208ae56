import Glibc
import HostSystem
import Testing

@Suite("A bell", .timeLimit(.minutes(5)))
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
    #expect(octets(of: bell) == -1)
    bell.listen()
    for _ in 0..<100_000 { bell.ring() }
    #expect(octets(of: bell) == 1)
    bell.ring()
    #expect(octets(of: bell) == -1)
  }

  @Test("ends the process with the call and the system's words where no descriptor is left")
  func noDescriptor() async throws {
    let result = try #require(
      await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        _ = Bell()
      })
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("Error: socketpair: Too many open files\n"), "\(text)")
  }

  /// How many octets a bell has to be read, at most 64; -1 where there is none.
  private func octets(of bell: Bell) -> Int {
    var octets = [UInt8](repeating: 0, count: 64)
    return unsafe recv(bell.number, &octets, octets.count, CInt(MSG_DONTWAIT))
  }
}
