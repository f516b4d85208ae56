internal import DNSWire
internal import Foundation
internal import ZoneFile

/// An answer as the command prints it.
struct LookupReport {
  let message: ParsedMessage
  private let reply: LookupReply
  private let server: String

  init(_ reply: LookupReply, server: String) throws(LookupError) {
    guard let message = try? ParsedMessage(reply.octets) else { throw .malformed }
    (self.message, self.reply, self.server) = (message, reply, server)
  }

  private var milliseconds: Double { (reply.time / .milliseconds(1) * 1000).rounded() / 1000 }
  private var transport: String { reply.isOverTCP ? "TCP" : "UDP" }

  /// The message in presentation format, and how it came.
  var text: String {
    let sections = [
      ("question", message.question), ("answer", message.answer), ("authority", message.authority),
      ("additional", message.additional),
    ]
    let errors = message.extendedErrors.map { ", extended error \($0)" }.joined()
    let lines = [";; \(codeName), flags \(message.flags.joined(separator: " "))\(errors)"]
    let records = sections.filter { !$0.1.isEmpty }.flatMap { [";; \($0.0)"] + $0.1 }
    let end = ";; \(reply.octets.count) octets over \(transport) from \(server) in \(milliseconds) ms"
    return (lines + records + [end]).joined(separator: "\n") + "\n"
  }

  private var code: Int { message.code | (message.extendedCode ?? 0) << 4 }
  private var codeName: String { ResponseCode(rawValue: UInt16(truncatingIfNeeded: code)).text }

  /// The data of the answer's records, one a line.
  var short: String { message.answer.map { Self.data(of: $0) + "\n" }.joined() }

  /// What follows owner, TTL, class and type.
  private static func data(of record: String) -> String {
    record.split(separator: " ", maxSplits: 4).dropFirst(4).joined(separator: " ")
  }

  private struct Row: Encodable {
    var server: String
    var transport: String
    var octets: Int
    var milliseconds: Double
    /// With its EDNS extension.
    var code: Int
    var flags: [String]
    var answer: [String]
    var authority: [String]
    var additional: [String]
  }

  /// One JSON object in one line.
  var json: String {
    let row = Row(
      server: server, transport: transport, octets: reply.octets.count, milliseconds: milliseconds,
      code: code, flags: message.flags, answer: message.answer,
      authority: message.authority, additional: message.additional)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(row)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
  }
}
