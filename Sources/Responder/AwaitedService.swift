internal import DNSWire

/// The service that a message waits for.
extension Responder {
  /// The service that the last message waits for.
  package var awaitedService: String? {
    guard let (subject, isTarget) = awaited else { return nil }
    return isTarget ? subject.serviceName(target) : subject.serviceName(query.name)
  }
}

extension Subject {
  /// The name of the service, as it is watched.
  fileprivate func serviceName(_ name: borrowing QuestionName) -> String {
    withServiceName(name) { label in
      String(decoding: (0..<label.byteCount).map { label.octet(at: $0) }, as: UTF8.self)
    }
  }
}
