/// The rows of one service by age.
struct OrderedRows {
  private var rows: [Row] = []

  private struct Row {
    let line: Int
    let endpoint: Endpoint
    let created: UInt64
    let range: Range<Int>
  }

  /// The rows in `octets`: each an instance behind its line.
  init(_ octets: [UInt8]) {
    var reader = PackedReader(octets)
    var isInOrder = true
    while !reader.isAtEnd {
      let (line, start) = (reader.count(), reader.offset)
      let (endpoint, created) = reader.identity()
      let row = Row(line: line, endpoint: endpoint, created: created, range: start..<reader.offset)
      if let last = rows.last { isInOrder = isInOrder && Self.isOlder(last, row) }
      rows.append(row)
    }
    if !isInOrder { rows.sort(by: Self.isOlder) }
  }

  /// The first line in the file whose endpoint stands on an earlier line, too.
  var twice: (line: Int, other: Int, endpoint: Endpoint)? {
    guard Set(rows.map(\.endpoint)).count < rows.count else { return nil }
    var lines: [Endpoint: Int] = [:]
    for row in rows.sorted(by: { $0.line < $1.line }) {
      if let other = lines.updateValue(row.line, forKey: row.endpoint) { return (row.line, other, row.endpoint) }
    }
    return nil
  }

  /// The instances without their lines, in the form of ``PackedInstances``.
  func packed(from octets: [UInt8]) -> [UInt8] {
    var packed: [UInt8] = []
    packed.reserveCapacity(octets.count)
    packed.pack(number: UInt64(rows.count))
    for row in rows { packed += octets[row.range] }
    return packed
  }

  private static func isOlder(_ one: Row, _ other: Row) -> Bool {
    one.created == other.created ? one.endpoint < other.endpoint : one.created < other.created
  }
}
