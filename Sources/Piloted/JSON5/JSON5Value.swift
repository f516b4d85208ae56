/// A value of a JSON5 text, and where it stands there.
struct JSON5Value {
  indirect enum Content {
    case null
    case truth(Bool)
    case number(Double)
    case text(String)
    case array([JSON5Value])
    case object([String: JSON5Member])
  }

  let content: Content
  /// Octets from the start of the text to the value's first one.
  let offset: Int

  /// What kind of value it is, for a message.
  var kind: String {
    switch content {
    case .null: "null"
    case .truth(let truth): "\(truth)"
    case .number: "a number"
    case .text: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// Whether it is null, which counts as not written.
  var isNull: Bool {
    if case .null = content { true } else { false }
  }
}

/// A value of an object, and where its key stands.
struct JSON5Member {
  let keyOffset: Int
  let value: JSON5Value
}
