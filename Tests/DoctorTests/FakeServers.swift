import DNSWire

@testable import Doctor

/// Name servers that say what a table says: an address and a behaviour in each line.
struct FakeServers {
  private let behaviours: [String: String]

  init(_ text: String) {
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    behaviours = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
  }

  /// Answers a question about a zone of services. Servers that no line names are silent.
  func ask(_ server: NameServer, _ name: Name, _ type: RecordType, _ isOverTCP: Bool) -> ServerReply {
    switch behaviours[server.description] ?? "silent" {
    case "doyen": zone(name, type, ["aa"])
    case "doyen-forwarding": zone(name, type, ["aa", "ra"])
    case "resolver": zone(name, type, ["ra"])
    case "other": type == .soa ? zone(name, type, ["ra"]) : .answer(ServerAnswer(code: .nxDomain))
    case "doyen-without-tcp": isOverTCP ? .nothing("Connection refused") : zone(name, type, ["aa", "ra"])
    case "doyen-without-edns": zone(name, type, ["aa", "ra"], payloadSize: nil)
    case "nxdomain": .answer(ServerAnswer(code: .nxDomain, flags: ["ra"], payloadSize: 1232))
    case "refused": .answer(ServerAnswer(code: .refused, extendedErrors: [20]))
    default: .nothing("no answer within 2 seconds")
    }
  }

  private func zone(_ name: Name, _ type: RecordType, _ flags: Set<String>, payloadSize: Int? = 1232) -> ServerReply {
    let soa = "\(name) 5 IN SOA ns.\(name) hostmaster.\(name) 1 3600 600 86400 2"
    let information = "\(name) 1 IN TXT \"version=0.1\" \"services=3\" \"changed=7\""
    let records = type == .soa ? [soa] : [information]
    return .answer(ServerAnswer(code: .noError, flags: flags, records: records, payloadSize: payloadSize))
  }
}
