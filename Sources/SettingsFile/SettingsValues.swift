internal import Configuration
internal import Foundation

/// The values of a settings file, as swift-configuration reads them.
struct SettingsValues {
  private let snapshot: any ConfigSnapshot

  /// The values of a text whose outline is known: nothing in it refers to anything else.
  ///
  /// - Throws: ``SettingsProblem`` where it is not what its name says.
  init(_ text: SettingsText) throws(SettingsProblem) {
    do {
      snapshot =
        switch text.format {
        case .yaml:
          try unsafe YAMLSnapshot(data: text.octets.span.bytes, providerName: text.path, parsingOptions: .default)
        case .json:
          try unsafe JSONSnapshot(data: text.octets.span.bytes, providerName: text.path, parsingOptions: .default)
        }
    } catch {
      throw SettingsProblem(
        text.path, "expected \(text.format == .json ? "JSON" : "YAML"): \(Self.reason(error).shown)")
    }
  }

  private static func reason(_ error: any Error) -> String {
    (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String ?? "\(error)"
  }

  /// A text, or a number as text; absent where it is something else.
  func text(_ key: String) -> String? {
    if case .string(let text)? = content(key, .string) { return text }
    if case .int(let number)? = content(key, .int) { return String(number) }
    return nil
  }

  /// The texts of a list; absent where it has something else.
  func list(_ key: String) -> [String]? {
    if case .stringArray(let texts)? = content(key, .stringArray) { texts } else { nil }
  }

  /// Absent where it is neither true nor false.
  func truth(_ key: String) -> Bool? {
    if case .bool(let truth)? = content(key, .bool) { truth } else { nil }
  }

  private func content(_ key: String, _ type: ConfigType) -> ConfigContent? {
    (try? snapshot.value(forKey: AbsoluteConfigKey([key]), type: type))?.value?.content
  }
}
