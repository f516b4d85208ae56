internal import DNSWire
internal import LocalFiles

extension Zone {
  /// The largest zone file, in octets: hundreds of times what a zone beside discovery needs, and small enough to read at once.
  package static let maximumFileLength = 64 << 20

  /// Reads a zone file.
  ///
  /// - Throws: the first ``ZoneFileError``.
  package init(contentsOf path: String) throws(ZoneFileError) {
    let octets: [UInt8]
    do throws(FileError) {
      octets = try LocalFile.read(path, limit: Self.maximumFileLength)
    } catch {
      throw ZoneFileError(file: path, line: nil, message: error.reason)
    }
    try self.init(parsing: octets, file: path)
  }

  /// Reads a zone from the text of its file, RFC 1035 section 5.
  ///
  /// - Throws: the first ``ZoneFileError``.
  package init(parsing octets: [UInt8], file: String) throws(ZoneFileError) {
    switch Zone.read(octets, file: file) {
    case .success(let zone): self = zone
    case .failure(let problems): throw problems.first
    }
  }

  /// All that is wrong with a zone file; nothing but warnings where it can be served.
  package static func problems(contentsOf path: String) -> [ZoneFileError] {
    do throws(FileError) {
      switch read(try LocalFile.read(path, limit: maximumFileLength), file: path) {
      case .success(let zone): return zone.warnings
      case .failure(let problems): return problems.all
      }
    } catch {
      return [ZoneFileError(file: path, line: nil, message: error.reason)]
    }
  }

  /// What is wrong with a file, at least one thing.
  private struct Problems: Error {
    let first: ZoneFileError
    var rest: [ZoneFileError] = []
    var all: [ZoneFileError] { [first] + rest }
  }

  private static func read(_ octets: [UInt8], file: String) -> Result<Zone, Problems> {
    do throws(RecordError) {
      let (records, defaultTTL) = try entries(of: octets)
      let soa = records.first { $0.type == .soa }
      guard let soa else {
        return .failure(Problems(first: .init(file: file, line: nil, message: "expected an SOA record")))
      }
      guard soa.owner.wire.count <= Zone.maximumOriginLength else {
        throw RecordError(
          line: soa.line,
          message: "expected a zone's name of at most \(Zone.maximumOriginLength) octets, to leave room beneath")
      }
      guard soa.owner != .root else {
        throw RecordError(line: soa.line, message: "the zone would be the root; is $ORIGIN missing before the SOA?")
      }
      return checked(records, soa, defaultTTL: defaultTTL, file: file)
    } catch {
      return .failure(Problems(first: ZoneFileError(file: file, line: error.line, message: error.message)))
    }
  }

  private static func checked(
    _ entries: [ZoneRecord], _ soa: ZoneRecord, defaultTTL: UInt32?, file: String
  ) -> Result<Zone, Problems> {
    var records = entries
    state(&records, first: soa.rdata.suffix(4).reduce(0) { $0 << 8 | UInt32($1) })
    let grouped = ZoneRecords(records, origin: soa.owner)
    let problems = ZoneChecks(grouped).problems.map { ZoneFileError(file: file, line: $0.line, message: $0.message) }
    if let first = problems.first { return .failure(Problems(first: first, rest: Array(problems.dropFirst()))) }
    let warnings = ZoneWarnings(grouped, isTTLUnstated: entries[0].ttl == nil).all.map {
      ZoneFileError(file: file, line: $0.line, message: $0.message, isWarning: true)
    }
    return .success(
      Zone(origin: soa.owner, defaultTTL: defaultTTL, rrsets: rrsets(of: records), warnings: warnings))
  }

  /// Gives each record without a TTL the last one stated before it, RFC 1035 section 5.1, or `first` where there is none.
  private static func state(_ records: inout [ZoneRecord], first: UInt32) {
    var last = first
    for index in records.indices {
      last = records[index].ttl ?? last
      records[index].ttl = last
    }
  }

  /// The records of a file, and the last `$TTL` before the first of them.
  private static func entries(
    of octets: [UInt8]
  ) throws(RecordError) -> (records: [ZoneRecord], defaultTTL: UInt32?) {
    var records: [ZoneRecord] = []
    var defaultTTL: UInt32?
    guard var reader = RecordReader(try ZoneText.prepared(octets)) else {
      throw RecordError(line: 1, message: "out of memory")
    }
    while let entry = try reader.next() {
      switch entry {
      case .record(let record): records.append(record)
      case .defaultTTL(let ttl): if records.isEmpty { defaultTTL = ttl }
      }
    }
    return (records, defaultTTL)
  }

  /// Records of one owner and type together: one TTL, the lowest (RFC 2181 section 5.2), no duplicates (section 5).
  private static func rrsets(of records: [ZoneRecord]) -> [RRset] {
    var sets: [RRset] = []
    var seen: [Set<[UInt8]>] = []
    var places: [Name: [RecordType: Int]] = [:]
    for record in records {
      let ttl = record.ttl ?? 0
      if let place = places[record.owner]?[record.type] {
        sets[place].ttl = min(sets[place].ttl, ttl)
        if seen[place].insert(record.rdata).inserted { sets[place].rdata.append(record.rdata) }
      } else {
        places[record.owner, default: [:]][record.type] = sets.count
        seen.append([record.rdata])
        sets.append(RRset(owner: record.owner, type: record.type, ttl: ttl, rdata: [record.rdata]))
      }
    }
    return sets
  }
}
