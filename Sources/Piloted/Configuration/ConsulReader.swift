/// Reads the key `consul`: an address, or an object with one.
enum ConsulReader {
  private static let expectation = "host:port, http://host:port, https://host:port or unix://PATH"

  /// The setting; what is wrong in it is noted.
  static func setting(_ value: JSON5Value, _ reader: inout ConfigurationReader) -> ConsulSetting {
    switch value.content {
    case .text: return address(value, "consul", &reader)
    case .object(let members):
      return setting(ConfigurationObject(members: members, offset: value.offset, path: "consul"), &reader)
    default:
      reader.report(value, "consul", "\(expectation), or an object")
      return ConsulSetting()
    }
  }

  private static func setting(
    _ object: ConfigurationObject, _ reader: inout ConfigurationReader
  ) -> ConsulSetting {
    var setting = ConsulSetting()
    if let value = object["address"] { setting = address(value, object.path(of: "address"), &reader) }
    readScheme(object, &setting, &reader)
    setting.token = reader.text(object, "token")
    if let object = reader.object(object, "tls") { setting.tls = tls(object, &reader) }
    return setting
  }

  /// Reads the scheme, which may not be another than that of the address.
  private static func readScheme(
    _ object: ConfigurationObject, _ setting: inout ConsulSetting, _ reader: inout ConfigurationReader
  ) {
    guard let value = object["scheme"], let text = reader.text(object, "scheme") else { return }
    let expected = setting.scheme.map { "\"\($0.rawValue)\", as in the address" } ?? "\"http\" or \"https\""
    if let scheme = ConsulSetting.Scheme(rawValue: text), scheme == setting.scheme ?? scheme, text != "unix" {
      setting.scheme = scheme
    } else {
      reader.report(value.offset, "\(object.path(of: "scheme")): expected \(expected), found \"\(text)\"")
    }
  }

  private static func tls(_ object: ConfigurationObject, _ reader: inout ConfigurationReader) -> ConsulSetting.TLS {
    var tls = ConsulSetting.TLS()
    tls.certificateAuthorityFile = reader.text(object, "cafile")
    tls.certificateAuthorityFolder = reader.text(object, "capath")
    tls.clientCertificate = reader.text(object, "clientcert")
    tls.clientKey = reader.text(object, "clientkey")
    tls.serverName = reader.text(object, "servername")
    tls.verify = verify(object, &reader)
    return tls
  }

  /// A template can give a truth value only as text, if it stands in quotes.
  private static func verify(_ object: ConfigurationObject, _ reader: inout ConfigurationReader) -> Bool? {
    guard let value = object["verify"] else { return nil }
    switch value.content {
    case .truth(let truth): return truth
    case .text("true"), .text("1"): return true
    case .text("false"), .text("0"): return false
    default:
      reader.report(value, object.path(of: "verify"), "true or false")
      return nil
    }
  }

  // MARK: Addresses

  private static func address(
    _ value: JSON5Value, _ path: String, _ reader: inout ConfigurationReader
  ) -> ConsulSetting {
    guard case .text(let text) = value.content else {
      reader.report(value, path, expectation)
      return ConsulSetting()
    }
    if let setting = address(text) { return setting }
    // What stands in front of an `@` may be a password.
    let found = text.contains("@") ? "a user's name in it" : "\"\(text)\""
    reader.report(value.offset, "\(path): expected \(expectation), found \(found)")
    return ConsulSetting()
  }

  /// Separates the scheme from the address; absent where either is none.
  private static func address(_ text: String) -> ConsulSetting? {
    for scheme in [ConsulSetting.Scheme.http, .https, .unix] where text.hasPrefix("\(scheme.rawValue)://") {
      let address = String(text.dropFirst(scheme.rawValue.count + 3))
      let isAddress = scheme == .unix ? address.hasPrefix("/") : isHostAndPort(address)
      return isAddress ? ConsulSetting(address: address, scheme: scheme) : nil
    }
    return isHostAndPort(text) ? ConsulSetting(address: text) : nil
  }

  /// Whether a text can be a host, with a port or without; a URL with a path is none.
  private static func isHostAndPort(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"/?#@\"\\".utf8.contains($0) }) else { return false }
    guard text.hasPrefix("[") else {
      let host = text.prefix { $0 != ":" }
      return !host.isEmpty && isPort(text.dropFirst(host.count))
    }
    let host = text.prefix { $0 != "]" }
    return host.count > 1 && host.count < text.count && isPort(text.dropFirst(host.count + 1))
  }

  /// Whether a text is a colon and a port, or nothing.
  private static func isPort(_ text: Substring) -> Bool {
    let digits = text.dropFirst()
    return text.isEmpty || text.first == ":" && digits.utf8.allSatisfy(\.isDigit) && UInt16(digits) ?? 0 > 0
  }
}
