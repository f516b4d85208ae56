package import DNSWire

/// Messages that are arrays, as they are on event loops and for questions that have waited.
extension Responder {
  /// Answers a message that is an array, into an array: not on the path of UDP workers.
  package mutating func respond(
    to message: [UInt8], over transport: Transport, from client: ClientAddress = .unknown, final: Bool,
    into output: inout [UInt8]
  ) -> Outcome {
    var span = output.mutableSpan
    var bytes = unsafe span.mutableBytes  // octets have no padding
    return message.withOctets { respond(to: $0, over: transport, from: client, final: final, into: &bytes) }
  }

  /// The last message, whose outcome was ``Outcome/waits`` or ``Outcome/relays``, without what its answer does not depend on.
  package func condensed(_ message: RawSpan) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Query.maximumCondensedLength)
    var span = output.mutableSpan
    var bytes = unsafe span.mutableBytes  // octets have no padding
    let length = condense(message, into: &bytes)
    return Array(output.prefix(length))
  }

  /// Answers a message that was relayed, into an array.
  package mutating func respond(
    to message: [UInt8], over transport: Transport, from client: ClientAddress, with answer: RelayedAnswer,
    to question: RelayQuestion, isCached: Bool = false, into output: inout [UInt8]
  ) -> Outcome {
    var span = output.mutableSpan
    var bytes = unsafe span.mutableBytes  // octets have no padding
    return message.withOctets {
      respond(
        to: $0, over: transport, from: client, with: answer, to: question, isCached: isCached, into: &bytes)
    }
  }
}
