/// A message cut into questions and records by their lengths alone: naive, and apart from both readers that are compared, so that
/// it can say which of them a disagreement is about.
package struct MessageShape {
  /// The message.
  package let octets: [UInt8]
  /// Offsets at which the first question's parts end; absent where it is not whole.
  package private(set) var questionEnd: Int?
  /// Whether the first question's name ends with a pointer.
  private(set) var hasPointerInQuestion = false
  /// The records, up to one that is not whole.
  package private(set) var records: [Record] = []
  /// Whether all that the header counts is there.
  package private(set) var isWhole = false
  /// The offset of what follows the last whole part.
  package private(set) var end = 12

  /// A record by its offsets.
  package struct Record {
    let start: Int
    let ownerEnd: Int
    let end: Int
    /// Its type, whatever stands at its place.
    package let type: UInt16
    /// 1 for the answer section, 2 for the authority section, 3 for the additional section.
    let section: Int
    /// The offset of the RDATA.
    var dataStart: Int { ownerEnd + 10 }
  }

  /// A message's shape, however broken it is.
  package init(_ octets: [UInt8]) {
    self.octets = octets
    guard octets.count >= 12 else { return }
    guard readQuestions(count: count(ofSection: 0)) else { return }
    for section in 1...3 {
      for _ in 0..<count(ofSection: section) {
        guard let record = record(at: end, section: section) else { return }
        records.append(record)
        end = record.end
      }
    }
    isWhole = true
  }

  /// What the header says of a section; the questions are section 0.
  func count(ofSection section: Int) -> Int { field(at: 4 + 2 * section) }

  /// The 16-bit field at `offset`, which has to be inside.
  package func field(at offset: Int) -> Int { Int(octets[offset]) << 8 | Int(octets[offset + 1]) }

  /// Whether octets up to `offset` are there.
  private func reaches(_ offset: Int) -> Bool { offset <= octets.count }

  private mutating func readQuestions(count: Int) -> Bool {
    for number in 0..<count {
      guard let nameEnd = endOfName(at: end), reaches(nameEnd + 4) else { return false }
      if number == 0 {
        questionEnd = nameEnd + 4
        hasPointerInQuestion = nameEnd >= 14 && octets[nameEnd - 2] >= 0xC0 && pointer(at: nameEnd - 2, of: end)
      }
      end = nameEnd + 4
    }
    return true
  }

  /// Whether the name that begins at `start` has its pointer at `offset`: an octet of a label may look like one.
  private func pointer(at offset: Int, of start: Int) -> Bool {
    var position = start
    while position < offset, octets[position] < 64, octets[position] > 0 { position += 1 + Int(octets[position]) }
    return position == offset
  }

  private func record(at start: Int, section: Int) -> Record? {
    guard let ownerEnd = endOfName(at: start), reaches(ownerEnd + 10) else { return nil }
    let end = ownerEnd + 10 + field(at: ownerEnd + 8)
    guard reaches(end) else { return nil }
    return Record(start: start, ownerEnd: ownerEnd, end: end, type: UInt16(field(at: ownerEnd)), section: section)
  }

  private func endOfName(at start: Int) -> Int? {
    var position = start
    while position < octets.count {
      switch octets[position] {
      case 0: return position + 1
      case 1...63: position += 1 + Int(octets[position])
      case 0xC0...: return reaches(position + 2) ? position + 2 : nil
      default: return nil
      }
    }
    return nil
  }
}

extension MessageShape {
  /// Where a record's owner points to; absent without a pointer.
  func pointerTarget(of record: Record) -> Int? {
    guard record.ownerEnd - record.start >= 2, pointer(at: record.ownerEnd - 2, of: record.start),
      octets[record.ownerEnd - 2] >= 0xC0
    else { return nil }
    return field(at: record.ownerEnd - 2) & 0x3FFF
  }

  /// Whether the name at `start` is one once all its pointers have been followed: it ends, and has at most 255 octets.
  func isName(at start: Int) -> Bool {
    var (position, length, pointers) = (start, 1, 0)
    while position < octets.count, length <= 255 {
      switch octets[position] {
      case 0: return true
      case 1...63:
        length += 1 + Int(octets[position])
        position += 1 + Int(octets[position])
      case 0xC0...:
        guard position + 1 < octets.count, pointers < octets.count else { return false }
        pointers += 1
        position = field(at: position) & 0x3FFF
        // libldns takes an offset of zero for a mistake.
        guard position > 0 else { return false }
      default: return false
      }
    }
    return false
  }

  /// The OPT records, wherever they are.
  var optRecords: [Record] { records.filter { $0.type == 41 } }

  /// The EDNS version that an OPT record has.
  func version(of record: Record) -> UInt8 { octets[record.ownerEnd + 5] }

  /// The options of an OPT record, each its number and the octets it has; absent where they do not fill the RDATA.
  func options(of record: Record) -> [(code: Int, length: Int)]? {
    var (position, options) = (record.dataStart, [(code: Int, length: Int)]())
    while position < record.end {
      guard position + 4 <= record.end else { return nil }
      options.append((field(at: position), field(at: position + 2)))
      position += 4 + field(at: position + 2)
    }
    return position == record.end ? options : nil
  }
}
