import CAllocationCounter
import DNSWire
import Responder
import ServiceIndex
import ZoneFile

/// What is counted of a server that limits answers.
enum LimitingProbe {
  /// Whether strangers, who are answered, truncated and dropped, cost an allocation.
  static func limitsStrangers(_ index: ServiceIndex, _ zones: [ServedZone], _ message: [UInt8]) -> Bool {
    let limiter = RateLimiter(rate: 10)
    var responder = Responder(index: index, zones: Published(ZoneSet(zones)), access: Published(.everyone))
    var room = [UInt8](repeating: 0, count: 1232)
    var (allocations, answers): (UInt64, Int) = (0, 0)
    for round in 0..<100 {
      let stranger = ([198, 51, UInt8(round & 1), 7] as [UInt8]).withOctets { ClientAddress($0) }
      let before = allocation_count()
      let outcome = respond(message, stranger, limiter, &responder, &room)
      if round > 0 { allocations += allocation_count() - before }
      if case .answer = outcome, room[2] & 2 == 0 { answers += 1 }
    }
    let isPassed = allocations == 0 && answers == 20 && limiter.counts.truncated == 40 && limiter.counts.dropped == 40
    print(
      "\(isPassed ? "passed" : "FAILED"): strangers: \(allocations) allocations in \(answers) answers and 80 withheld")
    return isPassed
  }

  private static func respond(
    _ message: [UInt8], _ client: ClientAddress, _ limiter: RateLimiter, _ responder: inout Responder,
    _ room: inout [UInt8]
  ) -> Responder.Outcome {
    responder.enter()
    defer { responder.leave() }
    var span = room.mutableSpan
    var bytes = unsafe span.mutableBytes  // octets have no padding
    return message.withOctets { responder.respond(to: $0, from: client, within: limiter, at: 1, into: &bytes) }
  }
}
