/// Reads the rows of a services file into sets of instances.
struct ServicesFileReader {
  private var reader: JSONReader
  private var instances: [String: [Instance]] = [:]
  private var lines: [String: [Endpoint: Int]] = [:]
  private var row: UInt64 = 0

  /// As many rows as a file may have; a larger discovery has a backend.
  static let maximumRows: UInt64 = 2_000_000

  /// The services of a file's text.
  static func services(_ octets: [UInt8]) throws(JSONError) -> [String: ServiceSet] {
    var reader = ServicesFileReader(reader: JSONReader(octets))
    try reader.readRows()
    return reader.instances.mapValues { ServiceSet($0) }
  }

  private mutating func readRows() throws(JSONError) {
    try reader.expect("[", "around the list of instances")
    guard !reader.take("]") else { return try expectEnd() }
    repeat { try readRow() } while reader.take(",")
    try reader.expect("]", "or ',' behind an instance")
    try expectEnd()
  }

  private mutating func expectEnd() throws(JSONError) {
    guard reader.peek() == nil else { throw reader.error("expected the end of the file, found \(reader.found)") }
  }

  private mutating func readRow() throws(JSONError) {
    row += 1
    guard row <= Self.maximumRows else { throw reader.error("more than \(Self.maximumRows) instances") }
    try reader.expect("{", "at the start of an instance")
    let line = reader.line
    var fields = Fields()
    if !reader.take("}") {
      repeat { try fields.read(&reader) } while reader.take(",")
      try reader.expect("}", "or ',' behind a member")
    }
    guard let service = fields.service else { throw JSONError(line: line, message: "expected the key \"service\"") }
    guard let endpoint = fields.endpoint else { throw JSONError(line: line, message: "expected the key \"address\"") }
    if let other = lines[service, default: [:]].updateValue(line, forKey: endpoint) {
      throw JSONError(line: line, message: "\(endpoint) of \(service) stands on line \(other) already")
    }
    let instance = Instance(
      endpoint: endpoint, created: fields.created ?? row, attributes: fields.attributes, tags: fields.tags)
    instances[service, default: []].append(instance)
  }

  private struct Fields {
    var service: String?
    var endpoint: Endpoint?
    var created: UInt64?
    var attributes: [String: String] = [:]
    var tags: [String] = []
    private var seen: Set<String> = []

    mutating func read(_ reader: inout JSONReader) throws(JSONError) {
      let key = try reader.string("a key")
      guard seen.insert(key).inserted else { throw reader.error("the key \"\(key)\" twice in one instance") }
      try reader.expect(":", "behind the key \"\(key)\"")
      switch key {
      case "service": service = try readService(&reader)
      case "address": endpoint = try readEndpoint(&reader)
      case "created": created = try reader.unsigned("created")
      case "attributes": attributes = try readAttributes(&reader)
      case "tags": tags = try readTags(&reader)
      default:
        throw reader.error(
          "unknown key \"\(key)\"; expected \"service\", \"address\", \"created\", \"attributes\" or \"tags\"")
      }
    }

    private func readService(_ reader: inout JSONReader) throws(JSONError) -> String {
      let name = try reader.string("service")
      guard !name.isEmpty, name.utf8.count <= 255 else {
        throw reader.error("expected a service name of 1 to 255 octets")
      }
      return name
    }

    private func readEndpoint(_ reader: inout JSONReader) throws(JSONError) -> Endpoint {
      let text = try reader.string("address")
      do throws(AddressError) {
        return try Endpoint(text)
      } catch {
        throw reader.error("address \(error)")
      }
    }

    private func readTags(_ reader: inout JSONReader) throws(JSONError) -> [String] {
      var tags: [String] = []
      try reader.expect("[", "around tags")
      guard !reader.take("]") else { return [] }
      repeat { tags.append(try reader.string("a tag")) } while reader.take(",")
      try reader.expect("]", "or ',' behind a tag")
      return tags
    }

    private func readAttributes(_ reader: inout JSONReader) throws(JSONError) -> [String: String] {
      var attributes: [String: String] = [:]
      try reader.expect("{", "around attributes")
      guard !reader.take("}") else { return [:] }
      repeat {
        let key = try reader.string("an attribute's key")
        try reader.expect(":", "behind the attribute \"\(key)\"")
        attributes[key] = try reader.string("the attribute \"\(key)\"")
      } while reader.take(",")
      try reader.expect("}", "or ',' behind an attribute")
      return attributes
    }
  }
}
