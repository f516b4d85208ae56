/// How many packets were what.
package struct Tally: Sendable {
  private var packets = 0
  private var readByBoth = 0
  private var readByUs = 0
  private var readByLibldns = 0
  private var answers = 0
  private var silences = 0
  private var waits = 0
  private var truncated = 0
  private var codes = [Int](repeating: 0, count: 16)
  private var differences: [KnownDifference: Int] = [:]

  mutating func note(isRead: Bool, isReadByLibldns: Bool) {
    packets += 1
    readByBoth += isRead && isReadByLibldns ? 1 : 0
    readByUs += isRead && !isReadByLibldns ? 1 : 0
    readByLibldns += isReadByLibldns && !isRead ? 1 : 0
  }

  mutating func note(_ difference: KnownDifference) { differences[difference, default: 0] += 1 }

  mutating func note(_ reply: World.Reply) {
    switch reply {
    case .silence: silences += 1
    case .waits: waits += 1
    case .answer(let octets):
      answers += 1
      truncated += octets[2] & 2 != 0 ? 1 : 0
      codes[Int(octets[3] & 15)] += 1
    }
  }

  /// Lines for people.
  package var text: String {
    let codes = codes.enumerated().filter { $0.element > 0 }.map { "RCODE \($0.offset): \($0.element)" }
    let differences = KnownDifference.allCases.compactMap { kind in self.differences[kind].map { "\(kind): \($0)" } }
    return """
      \(packets) packets: queries for both readers: \(readByBoth), for us alone: \(readByUs), for libldns alone: \(readByLibldns)
      answers: \(answers), truncated: \(truncated), none: \(silences), waiting: \(waits); \(codes.joined(separator: ", "))
      known differences: \(differences.joined(separator: ", "))
      """
  }
}

extension [UInt8] {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two digits for each octet.
  package var hex: String {
    String(decoding: flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Octets from two digits each; absent for another text.
  package init?(hex: String) {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == hex.utf8.count, digits.count % 2 == 0 else { return nil }
    self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
