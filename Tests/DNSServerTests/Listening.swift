import DNSServer
import DNSWire
import Discovery
import Foundation
import NIOCore
import Responder
import ServiceIndex
import Synchronization
import Testing
import ZoneFile

/// A listener on loopback with two workers, over one zone and an index that the test fills.
struct Listening {
  let index = ServiceIndex()
  let listener: DNSListener
  private let running: Task<Void, Never>

  static let zone = "$ORIGIN service.local.\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\n"

  /// `waits` is called for each question that waits, with the service's name.
  init(address: String = "127.0.0.1", workers: Int = 2, waits: @escaping @Sendable (String) async -> Void = { _ in })
    async throws
  {
    let zone = try ServedZone(Zone(parsing: Array(Self.zone.utf8), file: "test.zone"))
    let zones = PublishedZones(ZoneSet([zone]))
    let listen = ListenAddress(try SocketAddress(ipAddress: address, port: 0), setting: "--listen")
    listener = try await DNSListener(
      [listen], workersPerAddress: workers, makeResponder: { [index] in Responder(index: index, zones: zones) },
      waitUntilAnswerable: waits)
    running = Task { [listener] in await listener.run() }
    try await waitUntilAnswering()
  }

  /// The workers are started by a task, which waits for its turn where other tests keep the common pool busy.
  private func waitUntilAnswering() async throws {
    let socket = try TestSocket(.udp, port: port)
    for _ in 0..<10 {
      socket.send(try query("service.local", .soa))
      if await socket.receive() != nil { return }
    }
    Issue.record("the listener does not answer")
  }

  var port: Int { listener.addresses[0].address.port ?? 0 }

  func publish(_ name: String, _ endpoints: [String]) throws {
    let instances = try endpoints.enumerated().map { try Instance(endpoint: Endpoint($1), created: UInt64($0)) }
    index.publish([.service(Service(name: name, instances: instances, presence: .known, sources: []))])
  }

  func stop() async {
    running.cancel()
    await running.value
  }
}

/// A query with the given ID.
func query(_ name: String, _ type: RecordType, id: UInt16 = 1) throws -> [UInt8] {
  [UInt8(id >> 8), UInt8(id & 0xFF), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + (try Name(name).wire)
    + [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xFF), 0, 1]
}

/// A socket of the test, closed at the end of its life; receiving ends after three seconds.
final class TestSocket {
  private let number: CInt

  /// What the system calls the two kinds of sockets.
  enum Kind: CInt { case tcp = 1, udp = 2 }

  init(_ kind: Kind, port: Int, address: String = "127.0.0.1") throws {
    number = socket(AF_INET, kind.rawValue, 0)
    var time = timeval(tv_sec: 3, tv_usec: 0)
    unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    let address = try SocketAddress(ipAddress: address, port: port)
    let status = unsafe address.withSockAddr { unsafe connect(number, $0, socklen_t($1)) }
    try #require(status == 0)
  }

  deinit { close(number) }

  func send(_ octets: [UInt8]) { _ = unsafe Glibc.send(number, octets, octets.count, CInt(MSG_NOSIGNAL)) }

  func finishSending() { shutdown(number, CInt(SHUT_WR)) }

  /// What comes next; empty at the end, absent where nothing comes within three seconds.
  func receive() async -> [UInt8]? {
    await waiting { [number] in
      var buffer = [UInt8](repeating: 0, count: 70_000)
      let count = unsafe recv(number, &buffer, buffer.count, 0)
      return count < 0 ? (errno == ECONNRESET ? [] : nil) : Array(buffer.prefix(count))
    }
  }

  /// The next message of a stream, behind its length.
  func receiveMessage() async -> [UInt8]? {
    await waiting { [number] in
      guard let length = Self.receive(2, from: number) else { return nil }
      return Self.receive(Int(length[0]) << 8 | Int(length[1]), from: number)
    }
  }

  private static func receive(_ count: Int, from number: CInt) -> [UInt8]? {
    var octets: [UInt8] = []
    while octets.count < count {
      var buffer = [UInt8](repeating: 0, count: count - octets.count)
      let received = unsafe recv(number, &buffer, buffer.count, 0)
      guard received > 0 else { return nil }
      octets += buffer.prefix(received)
    }
    return octets
  }

  /// Waits in the kernel on a thread of its own, since the server under test needs those of the common pool.
  private func waiting(_ body: @escaping @Sendable () -> [UInt8]?) async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body()) }
    }
  }
}

/// A message behind its length, as over TCP.
func framed(_ message: [UInt8]) -> [UInt8] { [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message }

/// Something that a test opens for those who wait.
actor Gate {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func open() {
    isOpen = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }

  func wait() async { if !isOpen { await withCheckedContinuation { waiting.append($0) } } }
}
