internal import DNSWire
internal import Doctor
internal import ZoneFile

/// The doctor's questions, sent as `doyen lookup` sends its own.
enum DoctorQuestions {
  /// Seconds to wait for each answer: of name servers on this host or near it, which answer at once or not at all.
  private static let timeout = 2

  /// Asks, over TCP too where the answer is truncated.
  static func ask(_ server: NameServer, _ name: Name, _ type: RecordType, isOverTCP: Bool) -> ServerReply {
    do throws(LookupError) {
      let question = LookupQuestion(name, type)
      func reply(overTCP: Bool) throws(LookupError) -> LookupReply {
        try Lookup.ask(question, host: server.host, port: server.port, overTCP: overTCP, timeout: timeout)
      }
      var answer = try twice { () throws(LookupError) in try reply(overTCP: isOverTCP) }
      if answer.isTruncated && !isOverTCP {
        answer = try twice { () throws(LookupError) in try reply(overTCP: true) }
      }
      guard let message = try? ParsedMessage(answer.octets) else { throw .malformed }
      return .answer(ServerAnswer(message))
    } catch {
      return .nothing("\(error)" + (error.isTimeout ? ", asked twice" : ""))
    }
  }

  /// Asks once more where nothing comes, as stub resolvers do: a datagram may be lost, and a server stand still for a moment.
  private static func twice(_ ask: () throws(LookupError) -> LookupReply) throws(LookupError) -> LookupReply {
    do throws(LookupError) {
      return try ask()
    } catch {
      guard error.isTimeout else { throw error }
    }
    return try ask()
  }
}

extension ServerAnswer {
  fileprivate init(_ message: ParsedMessage) {
    self.init(
      code: ResponseCode(rawValue: UInt16(message.code | (message.extendedCode ?? 0) << 4)),
      flags: Set(message.flags), records: message.answer, payloadSize: message.payloadSize,
      extendedErrors: message.extendedErrors)
  }
}
