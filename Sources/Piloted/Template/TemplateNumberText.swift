extension Double {
  /// The number as Go's verb `%v` writes it: the shortest digits, with an exponent if that is below -4 or above 5.
  var templateText: String {
    guard magnitude < 1e6 else { return scientific }
    return Int(exactly: self).map(String.init) ?? description
  }

  /// A number of 1,000,000 or more with its exponent, which Swift writes of larger ones only.
  private var scientific: String {
    let parts = magnitude.description.split(separator: "e")
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : parts[0].prefix { $0 != "." }.count - 1
    var digits = parts[0].filter { $0 != "." }
    while digits.last == "0" { digits.removeLast() }
    let fraction = digits.dropFirst()
    let mantissa = digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
    return "\(self < 0 ? "-" : "")\(mantissa)e+\(exponent < 10 ? "0" : "")\(exponent)"
  }
}
