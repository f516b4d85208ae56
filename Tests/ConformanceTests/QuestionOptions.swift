/// What a question's message has beside the question: the words behind it that begin with `+`.
struct QuestionOptions {
  private(set) var isOverTCP = false
  private(set) var hasOPT = false
  private(set) var payloadSize: UInt16 = 1232
  private(set) var ednsFlags: UInt16 = 0
  private var flags: UInt16 = 0
  private var version: UInt8 = 0
  private var options: [UInt8] = []

  init(_ words: [String], _ entry: CaseEntry) throws(CaseError) {
    for word in words where !take(word) { throw entry.error("not known: \(word)") }
  }

  /// Header bits by the names that dig prints.
  private static let bits: [String: UInt16] = [
    "+qr": 0x8000, "+aa": 0x0400, "+tc": 0x0200, "+rd": 0x0100, "+ra": 0x0080, "+z": 0x0040, "+ad": 0x0020,
    "+cd": 0x0010,
  ]

  private mutating func take(_ word: String) -> Bool {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    if parts.count == 2 { return take(parts[0], parts[1]) }
    if let bit = Self.bits[word] { flags |= bit }
    if word == "+tcp" { isOverTCP = true }
    if word == "+edns" || word == "+do" { hasOPT = true }
    if word == "+do" { ednsFlags |= 0x8000 }
    return Self.bits[word] != nil || ["+tcp", "+edns", "+do"].contains(word)
  }

  private mutating func take(_ name: String, _ value: String) -> Bool {
    if name == "+option" { return takeOption(value) }
    guard let number = UInt16(value, radix: name == "+ednsflags" ? 16 : 10) else { return false }
    switch name {
    case "+opcode" where number < 16: flags |= number << 11
    case "+size": (hasOPT, payloadSize) = (true, number)
    case "+version" where number < 256: (hasOPT, version) = (true, UInt8(number))
    case "+ednsflags": (hasOPT, ednsFlags) = (true, ednsFlags | number)
    default: return false
    }
    return true
  }

  /// An EDNS option: its number, and behind a colon its octets.
  private mutating func takeOption(_ value: String) -> Bool {
    let parts = value.split(separator: ":", maxSplits: 1).map(String.init)
    guard let code = UInt16(parts[0]), let data = OctetPattern(parts.count == 2 ? parts[1] : "")?.values else {
      return false
    }
    hasOPT = true
    options += octets(code) + octets(UInt16(data.count)) + data
    return true
  }

  /// The header of a message with one question.
  var header: [UInt8] { octets(Question.id) + octets(flags) + [0, 1, 0, 0, 0, 0, 0, hasOPT ? 1 : 0] }

  /// The OPT record, RFC 6891 section 6.1.2; nothing where there is none.
  var opt: [UInt8] {
    guard hasOPT else { return [] }
    return [0, 0, 41] + octets(payloadSize) + [0, version] + octets(ednsFlags) + octets(UInt16(options.count)) + options
  }
}
