internal import DNSWire

/// Messages that are arrays, as they are on event loops and for questions that have waited.
extension Responder {
  /// The service that a query asks for; absent where it asks for none.
  package mutating func service(askedBy message: [UInt8]) -> String? {
    guard message.withOctets({ query.read($0) }) == .question, let zone = currentZones.closest(to: query.name) else {
      return nil
    }
    let depth = query.name.labelCount - zone.originLabelCount
    guard depth > 0 else { return nil }
    return Subject(query.name, depth: depth).withServiceLabel(query.name, depth: depth) { label in
      String(decoding: (0..<label.byteCount).map { label.octet(at: $0) }, as: UTF8.self)
    }
  }

  /// Answers a message that is an array, into an array: not on the path of UDP workers.
  package mutating func respond(
    to message: [UInt8], over transport: Transport, final: Bool, into output: inout [UInt8]
  ) -> Outcome {
    var span = output.mutableSpan
    var bytes = unsafe span.mutableBytes  // octets have no padding
    return message.withOctets { respond(to: $0, over: transport, final: final, into: &bytes) }
  }
}
