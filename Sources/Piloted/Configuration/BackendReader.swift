/// Reads the services to follow: `backends` of version 2, `watches` of version 3.
struct BackendReader {
  /// The version of ContainerPilot that a configuration is for.
  enum Version { case two, three }

  let version: Version
  private var known: [Identity: String] = [:]

  /// The longest name, in octets: no DNS name, and so none of Consul's, has more.
  private static let maximumNameLength = 255
  /// The longest period, in seconds: what Go's `time.Duration` holds.
  private static let maximumPeriod = 9_223_372_036.0

  private struct Identity: Hashable {
    let name: String
    let tag: String?
    let datacenter: String?
  }

  init(version: Version) { self.version = version }

  private var listKey: String { version == .two ? "backends" : "watches" }
  private var periodKey: String { version == .two ? "poll" : "interval" }

  /// The backends of a list; null and an empty object count as an empty one.
  func backends(_ list: JSON5Value, _ reader: inout ConfigurationReader) -> [ContainerPilotConfiguration.Backend] {
    switch list.content {
    case .array(let elements):
      var copy = self
      return elements.enumerated().compactMap { copy.backend($1, "\(listKey)[\($0)]", &reader) }
    case .null: return []
    case .object(let members) where members.isEmpty: return []
    default:
      reader.report(list, listKey, "an array")
      return []
    }
  }

  private mutating func backend(
    _ value: JSON5Value, _ path: String, _ reader: inout ConfigurationReader
  ) -> ContainerPilotConfiguration.Backend? {
    if value.isNull { return nil }
    guard case .object(let members) = value.content else {
      reader.report(value, path, "an object")
      return nil
    }
    let object = ConfigurationObject(members: members, offset: value.offset, path: path)
    let name = name(object, &reader)
    let tag = reader.text(object, "tag")
    let datacenter = version == .three ? reader.text(object, "dc") : nil
    guard let period = period(object, &reader), let name else { return nil }
    if let other = known.updateValue(path, forKey: Identity(name: name, tag: tag, datacenter: datacenter)) {
      reader.report(value.offset, "\(path): expected another name, tag or datacenter than \(other) has")
    }
    return ContainerPilotConfiguration.Backend(name: name, tag: tag, datacenter: datacenter, period: period)
  }

  private func name(_ object: ConfigurationObject, _ reader: inout ConfigurationReader) -> String? {
    let expected =
      version == .two
      ? "a name of 1 to \(Self.maximumNameLength) octets"
      : "a name of a small letter and at least one letter, digit or '-' behind it"
    guard let value = object["name"], case .text(let name) = value.content else {
      reader.report(object, "name", expected)
      return nil
    }
    guard isName(name) else {
      reader.report(value.offset, "\(object.path(of: "name")): expected \(expected), found \"\(name)\"")
      return nil
    }
    return name
  }

  /// Version 2 only warns of names that version 3 refuses, `^[a-z][a-zA-Z0-9-]+$`.
  private func isName(_ name: String) -> Bool {
    guard (1...Self.maximumNameLength).contains(name.utf8.count) else { return false }
    guard version == .three else { return true }
    let isWord = name.utf8.allSatisfy { ($0.isWordCharacter && $0 != UInt8(ascii: "_")) || $0 == UInt8(ascii: "-") }
    return isWord && name.utf8.count > 1 && name.utf8.first.map { (0x61...0x7A).contains($0) } ?? false
  }

  private func period(_ object: ConfigurationObject, _ reader: inout ConfigurationReader) -> Duration? {
    let expected = "whole seconds, 1 or more"
    guard let value = object[periodKey] else {
      reader.report(object, periodKey, expected)
      return nil
    }
    if let seconds = seconds(value) { return .seconds(seconds) }
    var found = value.kind
    if case .number(let number) = value.content { found = Int(exactly: number)?.description ?? number.description }
    if case .text(let text) = value.content { found = "\"\(text)\"" }
    reader.report(value.offset, "\(object.path(of: periodKey)): expected \(expected), found \(found)")
    return nil
  }

  /// Version 3 cuts what is behind the point.
  private func seconds(_ value: JSON5Value) -> Int64? {
    var number: Double?
    if case .number(let written) = value.content { number = version == .three ? written.rounded(.down) : written }
    if case .text(let text) = value.content, text.utf8.allSatisfy(\.isDigit) { number = Double(text) }
    guard let number, (1...Self.maximumPeriod).contains(number) else { return nil }
    return Int64(exactly: number)
  }
}
