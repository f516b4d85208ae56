internal import ArgumentParser

extension [Setting] {
  /// What the settings mean, each something else: two sources of one name could be told apart neither in metrics nor in saved state.
  ///
  /// - Parameter meaning: reads one; what two mean is the same where it is called the same.
  /// - Returns: what they mean, in order.
  /// - Throws: what `meaning` throws, and `ValidationError` where two mean the same.
  func eachOnce<Meaning: CustomStringConvertible>(_ meaning: (Setting) throws -> Meaning) throws -> [Meaning] {
    var seen: [String: Setting] = [:]
    return try map { setting in
      let value = try meaning(setting)
      if let first = seen.updateValue(setting, forKey: value.description) {
        throw ValidationError("\(setting): expected each source once, found the same as \(first)")
      }
      return value
    }
  }
}
