import Foundation
import NIOCore
import TestSupport
import Testing

@Suite("A flood of random names", .serialized, .timeLimit(.minutes(10)))
struct FloodTests {
  /// A question for the A records of a name of three labels.
  private static func question(_ labels: [String], id: UInt16) -> [UInt8] {
    var octets: [UInt8] = [UInt8(id >> 8), UInt8(id & 0xFF), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    for label in labels {
      octets.append(UInt8(label.utf8.count))
      octets += Array(label.utf8)
    }
    let end: [UInt8] = [0, 0, 1, 0, 1]
    return octets + end
  }

  /// What is later than this is not made up for.
  private static let longestDelay = Duration.milliseconds(-100)

  /// Sends questions for `count` names that nobody knows, evenly over `time`, from a thread of its own; answers are not read. Where the
  /// machine stood still it goes on as late as that, rather than with all that was missed at once, for which no queue has room.
  private func flood(_ port: String, count: Int, over time: Duration) async throws {
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: try #require(Int(port)))
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let number = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        var start = ContinuousClock.now
        for index in 0..<count {
          let question = Self.question(["x\(index)", "service", "local"], id: UInt16(truncatingIfNeeded: index))
          unsafe address.withSockAddr { pointer, length in
            _ = unsafe sendto(number, question, question.count, 0, pointer, socklen_t(length))
          }
          guard index % 100 == 0 else { continue }
          let early = start + time * Double(index) / Double(count) - .now
          if early > .zero { Thread.sleep(forTimeInterval: early / .seconds(1)) }
          if early < Self.longestDelay { start = start - early }
        }
        close(number)
        continuation.resume()
      }
    }
  }

  @Test(
    "100,000 names in ten seconds: a watched service is answered every time, and the backend sees what the bucket allows"
  )
  func flood() async throws {
    let start = ContinuousClock.now
    let stopwatch = Stopwatch()
    let backend = try await CountingDiscoverd(instanceOf: "web")
    let serving = try await Serving(
      ["--zones", exampleZones, "--discoverd", "127.0.0.1:\(backend.port)", "--watch", "web"])
    async let flooding: Void = flood(serving.port, count: 100_000, over: .seconds(10))
    var lostCount = 0
    for _ in 0..<100 {
      #expect(try await answer(serving, &lostCount) == ["10.0.0.1"])
      try await Task.sleep(for: .milliseconds(70))
    }
    try await flooding
    // 100 at once and 20 a second, and one for the service itself; a second more for what is on its way.
    let names = Set(backend.subscriptions).count
    let seconds = Int((ContinuousClock.now - start) / .seconds(1)) + 1
    #expect(names <= 1 + 100 + 20 * seconds && names > 100, "\(names) in \(seconds) s")
    // Each is asked for once, unless that took longer than a subscription may take, or is trusted.
    let isUndisturbed = stopwatch.standstill < .seconds(1) && seconds < 60
    #expect(backend.subscriptions.count == names || !isUndisturbed, "\(backend.subscriptions.count) for \(names)")
    #expect(try await serving.program.waits(for: "found no watch"))
    // Once the flood is over, and what is left of it answered, a new name is watched again.
    #expect(try await watchesAgain(serving))
    serving.program.signal(SIGTERM)
    #expect(await serving.program.end().status == 0)
    try await backend.stop()
  }

  /// The bucket has room for twenty names a second, once the last ones of the flood have left it.
  private static let longestRecovery = Duration.seconds(60)

  /// Asks for one new name after the other; whether one is watched in time, and so known not to be there.
  private func watchesAgain(_ serving: Serving) async throws -> Bool {
    let stopwatch = Stopwatch()
    var number = 0
    while stopwatch.elapsed < Self.longestRecovery {
      try Task.checkCancellation()
      let lines = try await serving.dig("later\(number).service.local", "A", "+time=5")
      if lines.contains(where: { $0.contains("NXDOMAIN") }) { return true }
      number += 1
    }
    return false
  }

  /// Of a hundred questions; where more are lost the machine is not why.
  private static let maximumLost = 10

  /// Asks for the watched service; again where nothing came because the kernel had no room for the question, which is counted.
  private func answer(_ serving: Serving, _ lostCount: inout Int) async throws -> [String] {
    while true {
      let lost = try Self.lostDatagrams(serving.port)
      let lines = try await serving.dig("web.service.local", "A", "+short")
      let isSilent = lines.contains { $0.contains("timed out") }
      guard isSilent, lostCount < Self.maximumLost, try Self.lostDatagrams(serving.port) > lost else { return lines }
      lostCount += 1
    }
  }

  /// Datagrams to a port for which the kernel had no room, from its table: the last field of each socket.
  private static func lostDatagrams(_ port: String) throws -> Int {
    let suffix = String(format: ":%04X", Int(port) ?? 0)
    let table = try String(contentsOfFile: "/proc/net/udp", encoding: .utf8)
    var lost = 0
    for row in table.split(separator: "\n") {
      let fields = row.split(separator: " ").map(String.init)
      if fields.count > 12, fields[1].hasSuffix(suffix) { lost += Int(fields[fields.count - 1]) ?? 0 }
    }
    return lost
  }
}
