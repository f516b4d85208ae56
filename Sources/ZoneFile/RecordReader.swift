internal import CLDNS
internal import DNSWire
internal import Glibc

/// One entry of a zone file.
enum ZoneEntry {
  /// A record and the line it begins on.
  case record(ZoneRecord)
  /// `$TTL`, in seconds.
  case defaultTTL(UInt32)
}

/// A record as the file has it.
struct ZoneRecord {
  var owner: Name
  var type: RecordType
  /// Absent where neither the record nor a `$TTL` before it says one.
  var ttl: UInt32?
  var rdata: [UInt8]
  var line: Int
}

/// What a line could not be read as.
struct RecordError: Error {
  let line: Int
  let message: String
}

/// Reads zone file text through libldns, entry by entry. Sole owner of the stream and of the two names that libldns keeps
/// between records: the origin and the last owner.
@safe struct RecordReader: ~Copyable {
  private let stream: UnsafeMutablePointer<FILE>
  private let text: UnsafeMutableBufferPointer<UInt8>
  private var origin: OpaqueRDF
  private var previous: OpaqueRDF
  private var ttl = noTTL
  private var line: CInt = 0
  private let octets: [UInt8]
  private let entries: [Place]

  /// Where an entry may begin: its line, from 1, and the offset of that.
  private typealias Place = (line: Int, offset: Int)

  private typealias OpaqueRDF = UnsafeMutablePointer<ldns_rdf>?
  /// Given to libldns as default TTL; above what RFC 2181 section 8 allows, so no file can mean it.
  private static let noTTL = UInt32.max

  /// A reader of `octets`; absent without memory for the stream.
  init?(_ octets: [UInt8]) {
    self.octets = octets
    entries = Self.linesWithEntries(octets)
    // fmemopen takes no empty memory; a line feed changes nothing.
    let readable = octets.isEmpty ? [UInt8(ascii: "\n")] : octets
    unsafe text = .allocate(capacity: readable.count)
    _ = unsafe text.initialize(from: readable)
    unsafe (origin, previous) = (nil, nil)
    guard let stream = unsafe fmemopen(text.baseAddress, readable.count, "r") else {
      unsafe text.deallocate()
      return nil
    }
    unsafe self.stream = stream
  }

  deinit {
    unsafe fclose(stream)
    unsafe text.deallocate()
    unsafe ldns_rdf_deep_free(origin)
    unsafe ldns_rdf_deep_free(previous)
  }

  /// The next entry; absent at the end.
  mutating func next() throws(RecordError) -> ZoneEntry? {
    while unsafe feof(stream) == 0 {
      let entry = firstEntry(after: Int(line))
      let start = entry.line
      var record: UnsafeMutablePointer<ldns_rr>?
      let status = unsafe ldns_rr_new_frm_fp_l(&record, stream, &ttl, &origin, &previous, &line)
      defer { unsafe ldns_rr_free(record) }
      switch status {
      case LDNS_STATUS_OK:
        guard let record = unsafe record else { continue }
        let converted = try unsafe convert(record, line: start)
        try checkNumbers(of: converted.type, entry)
        return .record(converted)
      case LDNS_STATUS_SYNTAX_TTL:
        try checkNumbers(of: nil, entry)
        return .defaultTTL(ttl)
      case LDNS_STATUS_SYNTAX_EMPTY, LDNS_STATUS_SYNTAX_ORIGIN: continue
      case LDNS_STATUS_SYNTAX_INCLUDE:
        throw RecordError(line: start, message: "$INCLUDE is not supported; put the records into this file")
      default:
        throw RecordError(line: start, message: status.text)
      }
    }
    return nil
  }

  /// A record in wire form. `ldns_rr2buffer_wire` writes names uncompressed.
  private func convert(_ record: UnsafeMutablePointer<ldns_rr>, line: Int) throws(RecordError) -> ZoneRecord {
    guard unsafe ldns_rr_get_class(record) == LDNS_RR_CLASS_IN else {
      throw RecordError(line: line, message: "expected class IN")
    }
    guard let buffer = unsafe ldns_buffer_new(Int(LDNS_MAX_PACKETLEN)) else {
      throw RecordError(line: line, message: "out of memory")
    }
    defer { unsafe ldns_buffer_free(buffer) }
    let status = unsafe ldns_rr2buffer_wire(buffer, record, CInt(LDNS_SECTION_ANSWER.rawValue))
    guard status == LDNS_STATUS_OK else {
      throw RecordError(line: line, message: status.text)
    }
    let wire = unsafe Array(UnsafeBufferPointer(start: ldns_buffer_begin(buffer), count: ldns_buffer_position(buffer)))
    guard let record = ZoneRecord(wire: wire, noTTL: Self.noTTL, line: line) else {
      throw RecordError(line: line, message: "not a record")
    }
    // Of hexadecimal digits behind other fields libldns takes too few.
    guard RDATAForm(of: record.type).fits(record.rdata) else {
      throw RecordError(line: line, message: "RDATA that has not the form of its type")
    }
    return record
  }

  /// Refuses a number that libldns has cut to the size of its field.
  private func checkNumbers(of type: RecordType?, _ entry: Place) throws(RecordError) {
    let words = EntryWords(octets[min(entry.offset, octets.count)...])
    if let message = words.tooLargeNumber(of: type) { throw RecordError(line: entry.line, message: message) }
  }

  /// The lines on which something stands that is no comment.
  private static func linesWithEntries(_ octets: [UInt8]) -> [Place] {
    octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      let first = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\r") }
      return first == nil || first == UInt8(ascii: ";") ? nil : (index + 1, line.startIndex)
    }
  }

  /// Where the entry behind line `line` begins.
  private func firstEntry(after line: Int) -> Place {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].line > line { high = middle } else { low = middle + 1 }
    }
    return low < entries.count ? entries[low] : (max(line, 1), octets.count)
  }
}

extension ZoneRecord {
  /// A record from its whole wire form.
  fileprivate init?(wire: [UInt8], noTTL: UInt32, line: Int) {
    guard let ownerEnd = Self.endOfName(wire), wire.count >= ownerEnd + 10,
      let owner = try? Name(wire: Array(wire[..<ownerEnd]))
    else { return nil }
    self.owner = owner
    type = RecordType(rawValue: UInt16(wire[ownerEnd]) << 8 | UInt16(wire[ownerEnd + 1]))
    let ttl = wire[(ownerEnd + 4)..<(ownerEnd + 8)].reduce(0) { $0 << 8 | UInt32($1) }
    self.ttl = ttl == noTTL ? nil : ttl
    rdata = Array(wire[(ownerEnd + 10)...])
    self.line = line
  }

  private static func endOfName(_ wire: [UInt8]) -> Int? {
    var offset = 0
    while offset < wire.count {
      let length = Int(wire[offset])
      offset += 1 + length
      if length == 0 { return offset }
    }
    return nil
  }
}
