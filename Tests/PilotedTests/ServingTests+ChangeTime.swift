import DNSWire
import TestBackends
import TestSupport
import Testing

/// How soon a change is answered.
extension ServingTests {
  /// Whether most of the last nine changes were answered within 20 ms.
  func isPrompt(_ times: [Duration]) -> Bool { times.suffix(9).count { $0 < .milliseconds(20) } >= 5 }

  /// From a change at the agent, to two instances or back to one, to the first answer that shows it.
  func timeOfChange(_ consul: FakeConsul, _ serving: Serving, isMore: Bool) async throws -> Duration {
    let socket = try TestSocket(.udp, port: try #require(Int(serving.port)))
    let question: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + (try Name("db.service.local").wire) + [0, 1, 0, 1]
    let start = ContinuousClock.now
    consul.change { db in
      if isMore {
        db.register([FakeInstance("10.0.1.1", id: "db-1")], as: "db")
      } else {
        db.deregister("db-1", of: "db")
      }
    }
    repeat {
      socket.send(question)
      if let answer = await socket.receive(), answer[7] == (isMore ? 2 : 1) { return ContinuousClock.now - start }
    } while ContinuousClock.now - start < hangLimit
    throw ProgramError("a change that is not answered")
  }
}
