package import DNSWire

/// What a name server says to a question.
package struct ServerAnswer: Sendable, Equatable {
  /// The response code with its EDNS extension.
  package var code: ResponseCode
  /// Flag names as dig prints them.
  package var flags: Set<String>
  /// The records of the answer section, in presentation format.
  package var records: [String]
  /// The payload size of its OPT record; absent without one.
  package var payloadSize: Int?
  /// The codes of its Extended DNS Errors, RFC 8914.
  package var extendedErrors: [Int]

  package init(
    code: ResponseCode, flags: Set<String> = [], records: [String] = [], payloadSize: Int? = nil,
    extendedErrors: [Int] = []
  ) {
    (self.code, self.flags, self.records) = (code, flags, records)
    (self.payloadSize, self.extendedErrors) = (payloadSize, extendedErrors)
  }

  /// The data of the records of a type, such as `SOA`.
  func data(of type: String) -> [String] {
    records.compactMap { record in
      let fields = record.split(separator: " ", maxSplits: 4)
      return fields.count == 5 && fields[3] == type ? String(fields[4]) : nil
    }
  }
}

/// An answer, or why there is none, in words such as `no answer within 2 seconds`.
package enum ServerReply: Sendable, Equatable {
  case answer(ServerAnswer)
  case nothing(String)

  /// The answer; absent where there is none.
  var answer: ServerAnswer? { if case .answer(let answer) = self { answer } else { nil } }

  /// In a few words.
  var summary: String {
    switch self {
    case .nothing(let reason): reason
    case .answer(let answer): answer.code.name + answer.extendedErrors.map { ", extended error \($0)" }.joined()
    }
  }
}

extension ResponseCode {
  /// Its name, RFC 1035 section 4.1.1.
  package var name: String {
    let names = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"]
    return names.indices.contains(Int(rawValue)) ? names[Int(rawValue)] : "RCODE\(rawValue)"
  }
}

/// Asks a name server; true is over TCP.
package typealias Asking = (_ server: NameServer, _ name: Name, _ type: RecordType, _ isOverTCP: Bool) -> ServerReply
