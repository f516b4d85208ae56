/// Metrics as text, in version 0.0.4 of the format that Prometheus reads.
package enum PrometheusText {
  /// What the answer's Content-Type says.
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// The text of all metrics; one without values is left out.
  package static func text(_ families: [MetricFamily]) -> String {
    var text = ""
    for family in families where !family.samples.isEmpty {
      text += "# HELP \(family.name) \(escaped(family.help))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
      for sample in family.samples { write(sample, of: family, to: &text) }
    }
    return text
  }

  private static func write(_ sample: MetricFamily.Sample, of family: MetricFamily, to text: inout String) {
    text += family.name + sample.suffix
    if !sample.labels.isEmpty {
      let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
      text += "{" + labels.joined(separator: ",") + "}"
    }
    text += " \(number(sample.value))\n"
  }

  /// A number as Prometheus reads it, whole ones without a fraction.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    guard value.isFinite else { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool = false) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// A name as Prometheus allows it: letters, digits and underscores, no digit in front.
  static func name(_ text: String) -> String {
    let name = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return name.first?.isNumber == false ? name : "_" + name
  }
}
