import DNSWire

/// An upstream's reply in the making, record by record.
struct ReplyDraft {
  var id: UInt16 = 0x1234
  /// QR, RD and RA.
  var flags: UInt16 = 0x8180
  var code: UInt16 = 0
  /// The question section; as a whole, so that it may be none.
  var question: [UInt8]
  var questionCount: UInt16 = 1
  private var sections: [[[UInt8]]] = [[], [], []]

  init(_ question: RelayQuestion) {
    self.question =
      question.name.wire + question.type.rawValue.octets + question.recordClass.rawValue.octets
  }

  /// Octets of header, question and all records so far: where the next one begins.
  var count: Int { octets.count }

  mutating func add(_ section: Int, _ owner: [UInt8], _ type: UInt16, ttl: UInt32 = 300, _ rdata: [UInt8]) {
    sections[section].append(
      owner + type.octets + [0, 1] + ttl.octets + UInt16(rdata.count).octets + rdata)
  }

  /// An OPT record with options.
  mutating func addOPT(section: Int = 2, owner: [UInt8] = [0], extendedCode: UInt8 = 0, options: [UInt8] = []) {
    let fields: [UInt8] = [0, 41, 4, 0xD0, extendedCode, 0, 0, 0]
    sections[section].append(owner + fields + UInt16(options.count).octets + options)
  }

  var octets: [UInt8] {
    let counts = [questionCount] + sections.map { UInt16($0.count) }
    return id.octets + (flags | code).octets + counts.flatMap(\.octets) + question + sections.joined().joined()
  }

  /// The octets of a pointer.
  static func pointer(_ offset: Int) -> [UInt8] { (0xC000 | UInt16(offset)).octets }
  /// A pointer to the question's name.
  static let questionName = pointer(12)
}

extension UInt16 {
  /// The field in network order.
  var octets: [UInt8] { [UInt8(self >> 8), UInt8(self & 0xFF)] }
}

extension UInt32 {
  /// The field in network order.
  var octets: [UInt8] { UInt16(self >> 16).octets + UInt16(self & 0xFFFF).octets }
}

extension RelayQuestion {
  /// A question by its name's presentation format.
  init(_ name: String, _ type: RecordType, isDNSSECWanted: Bool = false) throws {
    self.init(name: try Name(name), type: type, isDNSSECWanted: isDNSSECWanted)
  }
}
