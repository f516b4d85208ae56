import TestSupport

/// A question about a service, for its SRV or its A records.
struct LoadQuestion: Sendable {
  let id: UInt16
  /// Which of the services.
  let service: Int
  /// Whether it asks for SRV records.
  let isForService: Bool
  let sent = ContinuousClock.now
  /// How long the answer takes, while the machine does not stand still.
  let stopwatch = Stopwatch()

  /// One of a series that goes round all services and both types.
  init(number: Int, of services: Int) {
    id = UInt16(truncatingIfNeeded: number)
    (service, isForService) = (number % services, number / services % 2 == 0)
  }

  /// The message, with an OPT record, so that Extended DNS Errors come with the answer.
  func octets(_ name: [UInt8]) -> [UInt8] {
    let header: [UInt8] = [UInt8(id >> 8), UInt8(id & 0xFF), 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    let opt: [UInt8] = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]
    return header + name + [0, isForService ? 33 : 1, 0, 1] + opt
  }

  /// A question for A records with a random ID.
  static func octets(_ name: String) -> [UInt8] {
    LoadQuestion(number: .random(in: 0...65_535), of: 1).octets(wire(name))
  }

  /// A name's wire form.
  static func wire(_ name: String) -> [UInt8] {
    name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
  }
}
