import DNSWire
import ZoneFile

/// What is sent: a question with the options of dig, a message octet by octet, or a stream of them over TCP.
struct Question {
  /// As the case file says it.
  let text: String
  /// The message; of a stream everything, lengths included, in segments.
  let segments: [[UInt8]]
  var isOverTCP = false
  /// Whether the segments are the stream's octets and not a message.
  var isStream = false
  /// The question section, where there is one that answers have to repeat.
  var question: [UInt8]?
  /// The name that is asked for.
  var name: String? { question == nil ? nil : text.split(separator: " ").first.map(String.init) }

  /// The payload size and flags of the OPT record, where there is one.
  var edns: (size: Int, isDNSSECWanted: Bool)?

  var message: [UInt8] { segments.flatMap { $0 } }

  /// The ID of all messages.
  static let id: UInt16 = 0xABCD

  /// The third octet's bits that the answer has to repeat, RFC 1035 section 4.1.1.
  var opcodeBits: UInt8 { isStream || message.count < 3 ? 0 : message[2] & 0x78 }

  /// The message with another ID.
  func message(id: UInt16) -> [UInt8] { octets(id) + message.dropFirst(2) }

  /// The questions of an entry `question: NAME [CLASS] TYPE [+option]…`, one for each number of a range in it.
  static func questions(_ entry: CaseEntry) throws(CaseError) -> [Question] {
    var questions: [Question] = []
    for text in entry.value.writtenOut { questions.append(try Question(text, entry)) }
    return questions
  }

  /// A message of an entry `octets:`, or the segments of a `stream:`, a line each.
  init(octets entry: CaseEntry) throws(CaseError) {
    var segments: [[UInt8]] = []
    for line in try entry.requiredText() {
      guard let octets = OctetPattern(line)?.values else { throw entry.error("expected octets: \(line)") }
      segments.append(octets)
    }
    guard ["", "+tcp"].contains(entry.value) else { throw entry.error("expected nothing or +tcp") }
    text = "\(entry.key) of line \(entry.line)"
    isStream = entry.key == "stream"
    self.segments = isStream ? segments : [segments.flatMap { $0 }]
    isOverTCP = isStream || entry.value == "+tcp"
  }

  private init(_ text: String, _ entry: CaseEntry) throws(CaseError) {
    self.text = text
    let words = text.split(separator: " ").map(String.init)
    let names = words.prefix { !$0.hasPrefix("+") }
    guard (2...3).contains(names.count), let name = try? Name(names[0]), let type = RecordType(named: names.last ?? ""),
      let recordClass = Self.classes[names.count == 3 ? names[1] : "IN"]
    else { throw entry.error("expected NAME [CLASS] TYPE: \(text)") }
    let options = try QuestionOptions(Array(words.dropFirst(names.count)), entry)
    let question = name.wire + octets(type.rawValue) + octets(recordClass)
    self.question = question
    isOverTCP = options.isOverTCP
    edns = options.hasOPT ? (Int(options.payloadSize), options.ednsFlags & 0x8000 != 0) : nil
    segments = [options.header + question + options.opt]
  }

  private static let classes: [String: UInt16] = ["IN": 1, "CH": 3, "HS": 4, "NONE": 254, "ANY": 255, "CLASS7": 7]
}

/// A 16-bit number in network order.
func octets(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }
