/// Where our reader and libldns may disagree on a packet, each with its reason. Any other disagreement is a mistake of one of them.
enum KnownDifference: CaseIterable {
  /// We read nothing of a response, since it is never answered.
  case response
  /// We read nothing behind the header of an opcode other than QUERY: its sections have another meaning.
  case otherOpcode
  /// We take one question, no more and no less (RFC 9619); libldns any number.
  case questionCount
  /// Nothing stands before a question that its name could point to (RFC 1035 section 4.1.4); libldns follows into the header or
  /// forwards.
  case pointerInQuestion
  /// A pointer has to lead to a prior name; libldns follows it anywhere.
  case forwardPointer
  /// Octets behind the last record make a packet that is not one message; libldns ignores them.
  case trailingOctets
  /// A second OPT record is a format error (RFC 6891 section 6.1.1); libldns keeps the last.
  case secondOPT
  /// OPT is for the additional section only; libldns takes it for a record like any other elsewhere.
  case misplacedOPT
  /// The owner of OPT is the root, as one octet (RFC 6891 section 6.1.2); libldns takes any.
  case ownedOPT
  /// Options of version 0 have to fill the RDATA of OPT; libldns does not look at them.
  case brokenOption
  /// A cookie has eight octets, or sixteen to forty (RFC 7873 section 5.2.2); the first one counts. libldns does not look at it.
  case brokenCookie
  /// We step over an owner without following its pointer, which takes no time however hostile; libldns follows and may find no name.
  case pointerToNoName
  /// We step over RDATA by its length; libldns reads the fields of the type, and refuses a record that is too short for them or goes
  /// on behind them wherever the record ends.
  case unreadRDATA
  /// libldns counts one record less for each TSIG record it meets, and leaves out as many at the end.
  case recordBehindTSIG

  /// Who of the two may refuse what the other takes.
  enum Refuser { case we, they, either }

  var refuser: Refuser {
    switch self {
    case .response, .otherOpcode, .questionCount, .pointerInQuestion, .forwardPointer, .trailingOctets, .secondOPT,
      .misplacedOPT, .ownedOPT, .brokenOption, .brokenCookie:
      .we
    case .pointerToNoName: .they
    case .unreadRDATA, .recordBehindTSIG: .either
    }
  }

  /// Whether a packet is of this kind.
  func applies(to shape: MessageShape) -> Bool {
    switch self {
    case .response: shape.octets[2] & 0x80 != 0
    case .otherOpcode: shape.octets[2] & 0x78 != 0
    case .questionCount: shape.count(ofSection: 0) != 1
    case .pointerInQuestion: shape.hasPointerInQuestion
    case .forwardPointer:
      shape.records.contains { record in shape.pointerTarget(of: record).map { $0 >= record.start } ?? false }
    case .trailingOctets: shape.isWhole && shape.end < shape.octets.count
    case .secondOPT: shape.optRecords.count > 1
    case .misplacedOPT: shape.optRecords.contains { $0.section < 3 }
    case .ownedOPT: shape.optRecords.contains { $0.ownerEnd - $0.start > 1 }
    case .brokenOption: shape.optRecords.contains { shape.version(of: $0) == 0 && shape.options(of: $0) == nil }
    case .brokenCookie: shape.optRecords.contains { shape.version(of: $0) == 0 && shape.hasBrokenCookie($0) }
    case .pointerToNoName: shape.records.contains { !shape.isName(at: $0.start) }
    case .unreadRDATA: shape.hasUnreadRDATA
    case .recordBehindTSIG:
      (shape.isWhole ? shape.records.dropLast() : shape.records[...]).contains { $0.section == 3 && $0.type == 250 }
    }
  }

  /// The kind of a packet that we have to refuse, whatever libldns makes of it.
  static func forbidding(_ shape: MessageShape) -> KnownDifference? {
    guard shape.octets.count >= 12 else { return nil }
    return allCases.first { $0.refuser == .we && $0.applies(to: shape) }
  }

  /// The difference by which a packet is refused by one reader alone, or read differently where `refuser` is `either`.
  static func explaining(_ shape: MessageShape, refusedBy refuser: Refuser) -> KnownDifference? {
    guard shape.octets.count >= 12 else { return nil }
    return allCases.first { ($0.refuser == refuser || $0.refuser == .either) && $0.applies(to: shape) }
  }
}

extension MessageShape {
  /// Whether an OPT record's first cookie has a length that none has.
  fileprivate func hasBrokenCookie(_ record: Record) -> Bool {
    let cookie = options(of: record)?.first { $0.code == 10 }
    return cookie.map { $0.length != 8 && !(16...40).contains($0.length) } ?? false
  }
}
