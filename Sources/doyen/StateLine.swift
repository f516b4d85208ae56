internal import Logging

/// One item of the server's state, as the log says it.
struct StateLine {
  typealias Value = Logger.MetadataValue

  /// What kind of item it is.
  let item: String
  let fields: [(name: String, value: Value)]

  /// An item, and what there is to say of it.
  init(_ item: String, _ fields: [(String, Value)]) {
    (self.item, self.fields) = (item, fields.map { ($0.0, $0.1) })
  }

  /// An item with counts, each under its name.
  init(_ item: String, counts: [(name: String, value: Int)]) {
    self.init(item, counts.map { ($0.name, .stringConvertible($0.value)) })
  }
}

extension ServeLog {
  /// Writes the items of the state, a line each.
  func say(_ lines: [StateLine]) {
    for line in lines { say("state: \(line.item)", [("item", .string(line.item))] + line.fields) }
  }
}
