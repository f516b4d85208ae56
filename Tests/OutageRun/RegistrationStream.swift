import Discoverd
import Glibc
import HostSystem

/// Registers one instance after the other with an agent, and unregisters the oldest: at every moment those there are have numbers that
/// follow each other.
struct RegistrationStream: Sendable {
  let port: UInt16
  /// The numbers of those that are registered at first.
  let first: ClosedRange<Int>?

  /// As many are registered, and one more for a moment.
  static let size = 1000
  static let service = "web"
  /// Calls at once, and microseconds between.
  private static let (batch, pause): (Int, UInt32) = (20, 2000)
  /// Makes the file long, so that it takes longer to write.
  private static let attributes = ["fill": String(repeating: "x", count: 200)]

  /// Goes on until the agent is gone.
  func run() {
    guard let socket = try? ClientSocket(.stream, to: "127.0.0.1", port: port, timeout: 60) else { return }
    var (calls, id) = (RegistrationCalls(first), 0)
    var octets = RPCHandshake.request
    while true {
      for _ in 0..<Self.batch {
        id += 1
        octets += calls.next(id, Self.attributes)
      }
      guard (try? socket.send(octets)) != nil, hasAnswer(to: id, socket) else { return }
      octets = []
      usleep(Self.pause)
    }
  }

  private func hasAnswer(to id: Int, _ socket: borrowing ClientSocket) -> Bool {
    var text = ""
    while !text.contains("\"id\":\(id),") {
      guard let octets = try? socket.receive(atMost: 65_536), !octets.isEmpty else { return false }
      text = String(text.suffix(20)) + String(decoding: octets, as: UTF8.self)
    }
    return true
  }

  /// The address that says a number.
  static func address(_ number: Int) -> String { "10.\(number >> 16).\(number >> 8 & 255).\(number & 255):1" }

  /// The number that an address says; absent where it is no such address.
  static func number(_ address: String) -> Int? {
    let parts = address.split { $0 == "." || $0 == ":" }.compactMap { Int($0) }
    return parts.count == 5 ? parts[1] << 16 | parts[2] << 8 | parts[3] : nil
  }
}

/// The calls of such a stream. A value.
private struct RegistrationCalls {
  private var (oldest, next): (Int, Int)

  init(_ first: ClosedRange<Int>?) { (oldest, next) = first.map { ($0.lowerBound, $0.upperBound + 1) } ?? (1, 1) }

  mutating func next(_ id: Int, _ attributes: [String: String]) -> [UInt8] {
    let isFull = next - oldest > RegistrationStream.size
    defer { if isFull { oldest += 1 } else { next += 1 } }
    let address = RegistrationStream.address(isFull ? oldest : next)
    return RPCRequest(
      method: isFull ? RPCRequest.unregister : RPCRequest.register,
      arguments: RPCArguments(
        name: RegistrationStream.service, address: address, attributes: isFull ? nil : attributes), id: id
    ).encoded
  }
}
