package import DNSWire

/// A query that is logged, and its answer.
package struct LoggedQuery: Sendable {
  /// When it was answered: nanoseconds since 1970.
  package let time: UInt64
  package let client: ClientAddress
  /// In lower case; absent where the message had no whole question.
  package let name: Name?
  /// The rest.
  package let facts: QueryFacts
}

/// What is logged of a query and its answer beside name and client: as much as a word holds.
package struct QueryFacts: Sendable, Equatable {
  /// Absent where the message had no whole question.
  package let type: RecordType?
  package let code: ResponseCode
  package let origin: AnswerTally.Origin
  package let transport: Responder.Transport
  /// Octets of the answer.
  package let size: Int

  /// Facts of their parts.
  package init(
    type: RecordType?, code: ResponseCode, origin: AnswerTally.Origin, transport: Responder.Transport, size: Int
  ) {
    (self.type, self.code, self.origin, self.transport, self.size) = (type, code, origin, transport, size)
  }

  var hasQuestion: Bool { type != nil }

  /// All of it: size 16 bits, code 16, type 16, then origin 8, whether there is a question, whether it came over TCP.
  var word: UInt64 {
    let low = UInt64(truncatingIfNeeded: size) & 0xFFFF | UInt64(code.rawValue) << 16
    let high = UInt64(type?.rawValue ?? 0) << 32 | UInt64(origin.rawValue) << 48
    return low | high | (hasQuestion ? 1 << 56 : 0) | (transport == .tcp ? 1 << 57 : 0)
  }

  init(word: UInt64) {
    func field(_ shift: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: word >> shift) }
    type = word >> 56 & 1 == 1 ? RecordType(rawValue: field(32)) : nil
    (code, size) = (ResponseCode(rawValue: field(16)), Int(field(0)))
    origin = AnswerTally.Origin(rawValue: Int(field(48) & 0xFF)) ?? .none
    transport = word >> 57 & 1 == 1 ? .tcp : .udp
  }
}
