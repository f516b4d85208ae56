import Glibc
import HostSystem

/// Sends datagrams and throws away what comes back.
struct PacketWearer: Wearer {
  private let packet: () -> [UInt8]
  private var socket: PacketSocket?

  /// As many are sent at once.
  private static let burst = 10

  private final class PacketSocket {
    let socket: LoadSocket
    init() throws { socket = try LoadSocket(port: SoakRun.port) }
  }

  init(_ packet: @escaping () -> [UInt8]) {
    self.packet = packet
    socket = try? PacketSocket()
  }

  mutating func wear() -> Int {
    guard let socket else { return 0 }
    for _ in 0..<Self.burst { socket.socket.send(packet()) }
    while socket.socket.receive() != nil {}
    return Self.burst
  }
}

/// Opens connections, begins a message, and never goes on; the oldest is let go for the next.
struct HalfOpenWearer: Wearer {
  private var connections: [Connection] = []

  /// As many are open: more than half of what an address may have.
  private static let maximum = 120

  mutating func wear() -> Int {
    guard let connection = Connection() else { return 0 }
    connection.send([[], [0], [0, 40], [0, 40, 1]].randomElement() ?? [])
    connections.append(connection)
    if connections.count > Self.maximum { connections.removeFirst() }
    return 1
  }
}

/// Asks over TCP, an octet at a time.
struct SlowWearer: Wearer {
  /// Between two octets, in microseconds.
  private static let pause: UInt32 = 20_000

  mutating func wear() -> Int {
    guard let connection = Connection() else { return 0 }
    let question = LoadQuestion.octets("s0.service.local")
    for octet in [0, UInt8(question.count)] + question {
      connection.send([octet])
      usleep(Self.pause)
    }
    return connection.receive().count > 2 ? 1 : 0
  }
}

/// Reads what the admin server shows, one page after the other.
struct AdminWearer: Wearer {
  private var count = 0

  private static let paths = ["/metrics", "/v1/services", "/v1/status", "/readyz", "/", "/v1/services/s0"]

  mutating func wear() -> Int {
    guard let connection = Connection(port: UInt16(SoakRun.adminPort)) else { return 0 }
    let path = Self.paths[count % Self.paths.count]
    count += 1
    connection.send(Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8))
    var octets = 0
    while case let part = connection.receive().count, part > 0 { octets += part }
    return octets > 0 ? 1 : 0
  }
}

/// A connection to the server, closed at the end of its life.
private final class Connection {
  private let socket: ClientSocket

  init?(port: UInt16 = SoakRun.port) {
    do throws(SocketError) {
      socket = try ClientSocket(.stream, to: "127.0.0.1", port: port, timeout: 2)
    } catch { return nil }
  }

  func send(_ octets: [UInt8]) { _ = try? socket.send(octets) }

  func receive() -> [UInt8] { (try? socket.receive(atMost: 65_536)) ?? [] }
}
