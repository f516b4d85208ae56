/// The rows of a services file by service, as they come: rows of one service mostly stand together.
struct CollectedRows {
  /// The rows of each service, each behind the number of its line.
  private var rows: [String: [UInt8]] = [:]
  private var name: [UInt8] = []
  private var latest: [UInt8] = []
  private var twice: Twice?

  /// A row that says again what another row has said.
  private struct Twice {
    let line: Int
    let message: String
  }

  /// Adds a row.
  mutating func add(_ row: ServiceRow, number: UInt64) {
    if row.service != name {
      store()
      name = row.service
    }
    latest.pack(number: UInt64(row.line))
    row.pack(to: &latest, number: number)
  }

  /// The sets of all services.
  ///
  /// - Throws: ``JSONError`` with the first line whose endpoint another row of the service has, too.
  mutating func sets() throws(JSONError) -> [String: ServiceSet] {
    store()
    // One after the other in its own place, so that rows and sets are not both there as a whole.
    var index = rows.startIndex
    while index != rows.endIndex {
      let octets = order(rows.values[index], of: rows.keys[index])
      rows.values[index] = octets
      rows.formIndex(after: &index)
    }
    if let twice { throw JSONError(line: twice.line, message: twice.message) }
    return rows.mapValues { ServiceSet(settled: InstanceList(PackedInstances(octets: $0))) }
  }

  private mutating func store() {
    if !latest.isEmpty { rows[String(decoding: name, as: UTF8.self), default: []] += latest }
    latest.removeAll(keepingCapacity: true)
  }

  /// The instances of a service, packed, oldest first.
  private mutating func order(_ octets: [UInt8], of service: String) -> [UInt8] {
    let rows = OrderedRows(octets)
    if let (line, other, endpoint) = rows.twice, line < twice?.line ?? .max {
      twice = Twice(line: line, message: "\(endpoint) of \(service) stands on line \(other) already")
    }
    return rows.packed(from: octets)
  }
}
