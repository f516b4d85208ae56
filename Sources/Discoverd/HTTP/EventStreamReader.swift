/// Cuts a body into server-sent events, as far as discoverd uses them: `event`, `data`, comments.
struct EventStreamReader: Sendable {
  /// An event; discoverd names only errors.
  struct Event: Sendable, Equatable {
    var name = ""
    var data: [UInt8] = []
  }

  private var line: [UInt8] = []
  private var event = Event()
  private var endedInCarriageReturn = false

  /// Octets of the largest event; instances are a few hundred.
  static let maximumLength = 1 << 20

  /// Takes octets in.
  ///
  /// - Returns: the events that are whole now.
  /// - Throws: ``WireError/tooLong``.
  mutating func receive(_ octets: [UInt8]) throws(WireError) -> [Event] {
    var events: [Event] = []
    for octet in octets {
      switch octet {
      case UInt8(ascii: "\n") where endedInCarriageReturn: endedInCarriageReturn = false
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        endedInCarriageReturn = octet == UInt8(ascii: "\r")
        if let event = take() { events.append(event) }
      default:
        endedInCarriageReturn = false
        line.append(octet)
        guard line.count + event.data.count <= Self.maximumLength else { throw .tooLong }
      }
    }
    return events
  }

  /// Takes a line in; an empty one ends an event.
  private mutating func take() -> Event? {
    defer { line = [] }
    guard !line.isEmpty else {
      defer { event = Event() }
      return event == Event() ? nil : event
    }
    let field = line.prefix { $0 != UInt8(ascii: ":") }
    var value = line.dropFirst(field.count + 1)
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    if field.elementsEqual("event".utf8) { event.name = String(decoding: value, as: UTF8.self) }
    if field.elementsEqual("data".utf8) { event.data += (event.data.isEmpty ? [] : [UInt8(ascii: "\n")]) + value }
    return nil
  }
}
