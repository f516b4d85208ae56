internal import LocalFiles

/// Reads the rows of a services file into sets of instances.
struct ServicesFileReader {
  private var reader: JSONReader
  private var row = ServiceRow()
  private var services = CollectedRows()
  private var count: UInt64 = 0
  private let maximumInstances: Int

  /// The services of a text, which `more` gives piece by piece.
  static func services(
    maximumInstances: Int, _ more: @escaping (inout [UInt8]) throws(FileError) -> Void
  ) throws(JSONError) -> [String: ServiceSet] {
    var reader = ServicesFileReader(reader: JSONReader(more), maximumInstances: maximumInstances)
    try reader.readRows()
    return try reader.services.sets()
  }

  private init(reader: JSONReader, maximumInstances: Int) {
    (self.reader, self.maximumInstances) = (reader, maximumInstances)
  }

  private mutating func readRows() throws(JSONError) {
    try reader.expect(UInt8(ascii: "["), "around the list of instances")
    guard try !reader.take(UInt8(ascii: "]")) else { return try expectEnd() }
    repeat { try readRow() } while try reader.take(UInt8(ascii: ","))
    try reader.expect(UInt8(ascii: "]"), "or ',' behind an instance")
    try expectEnd()
  }

  private mutating func expectEnd() throws(JSONError) {
    guard try reader.peek() == nil else { throw reader.error("expected the end of the file, found \(reader.found)") }
  }

  private mutating func readRow() throws(JSONError) {
    count += 1
    try row.read(&reader)
    guard count <= UInt64(maximumInstances) else {
      throw JSONError(line: row.line, message: "more than \(maximumInstances) instances, which is the limit")
    }
    services.add(row, number: count)
  }
}
