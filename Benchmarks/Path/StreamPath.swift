import DNSWire
import Responder

/// Answers as they are made for a TCP connection, without its event loop.
enum StreamPath {
  private static let (counted, warming) = (20, 2)

  /// How many answers were given while it was counted.
  static func answers(to message: [UInt8], _ responder: consuming Responder) throws -> Int {
    var room = [UInt8](repeating: 0, count: Int(UInt16.max))
    guard answer(message, warming, &responder, &room) == warming else { throw DatagramPath.Failure.noAnswer }
    return measuredAnswers { answer(message, counted, &responder, &room) }
  }

  private static func answer(
    _ message: [UInt8], _ count: Int, _ responder: inout Responder, _ room: inout [UInt8]
  ) -> Int {
    var answers = 0
    for _ in 0..<count {
      responder.enter()
      let outcome = responder.respond(to: message, over: .tcp, from: .unknown, final: true, into: &room)
      if case .answer = outcome { answers += 1 }
      responder.leave()
    }
    return answers
  }
}

/// What callgrind counts: it is told to look inside of functions of this name alone.
@inline(never)
func measuredAnswers<Result>(_ body: () -> Result) -> Result { body() }
