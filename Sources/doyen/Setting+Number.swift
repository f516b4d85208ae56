internal import ArgumentParser

extension Setting {
  /// A number from 1 on.
  ///
  /// - Parameters:
  ///   - maximum: the highest.
  ///   - addition: what the message says behind that, such as what else could stand there.
  /// - Returns: the number.
  /// - Throws: `ValidationError` with the setting and what was expected.
  func number(upTo maximum: Int, _ addition: String = "") throws -> Int {
    guard let number = Int(text), (1...maximum).contains(number) else {
      throw ValidationError("\(self): expected a number of 1 to \(maximum)\(addition)")
    }
    return number
  }
}
