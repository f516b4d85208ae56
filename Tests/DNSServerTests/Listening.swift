import DNSServer
import DNSWire
import Discovery
import NIOCore
import Responder
import ServiceIndex
import TestSupport
import Testing
import ZoneFile

/// A listener on loopback with two workers, over one zone and an index that the test fills.
struct Listening {
  let index = ServiceIndex()
  let listener: DNSListener
  private let running: Task<Void, Never>
  private let zones: PublishedZones

  static let zone = "$ORIGIN service.local.\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\n"

  /// Times that no test reaches that is about something else, however busy the machine is.
  static let patient = ServingTimes(drain: .minutes(5), idle: .minutes(5))

  /// `waits` is called for each question that waits, with the service's name.
  init(
    addresses: [String] = ["127.0.0.1"], workers: Int = 2, relay: RelayHandle? = nil, times: ServingTimes = patient,
    waits: @escaping @Sendable (String) async -> Void = { _ in }
  ) async throws {
    let zone = try ServedZone(Zone(parsing: Array(Self.zone.utf8), file: "test.zone"))
    zones = PublishedZones(ZoneSet([zone]))
    let listen = try addresses.map { ListenAddress(try SocketAddress(ipAddress: $0, port: 0), setting: "--listen") }
    listener = try await DNSListener(
      listen, workersPerAddress: workers, Self.parts(index, zones, relay, times, waits: waits))
    running = Task { [listener] in await listener.run() }
    do {
      try await waitUntilAnswering()
    } catch {
      running.cancel()
      throw error
    }
  }

  /// A listener whose questions wait for a gate, their services' names noted as they come.
  init(gate: Gate, noting waiting: Lines) async throws {
    try await self.init { name in
      waiting.note(name)
      await gate.wait()
    }
  }

  private static func parts(
    _ index: ServiceIndex, _ zones: PublishedZones, _ relay: RelayHandle?, _ times: ServingTimes = patient,
    waits: @escaping @Sendable (String) async -> Void
  ) -> ServingParts {
    ServingParts(
      makeResponder: { Responder(index: index, zones: zones, isForwarding: relay != nil) },
      waitUntilAnswerable: waits, relay: relay, times: times)
  }

  /// What its answers are made of.
  func parts(_ relay: RelayHandle? = nil, times: ServingTimes = patient) -> ServingParts {
    Self.parts(index, zones, relay, times) { _ in }
  }

  /// The workers are started by a task, which waits for its turn where other tests keep the common pool busy.
  private func waitUntilAnswering() async throws {
    let listened = listener.addresses[0]
    let host = listened.isWildcard ? nil : listened.address.ipAddress
    let socket = try TestSocket(.udp, port: port, address: host ?? "127.0.0.1", patience: 5)
    for _ in 0..<24 {
      try Task.checkCancellation()
      socket.send(try query("service.local", .soa))
      if await socket.receive() != nil { return }
    }
    throw ProgramError("the listener does not answer")
  }

  var port: Int { ports[0] }
  var ports: [Int] { listener.addresses.map { $0.address.port ?? 0 } }

  /// What the workers have counted.
  func counted(_ count: KeyPath<WorkerCounts, UInt64>) -> UInt64 {
    listener.workerCounts.reduce(0) { $0 + $1[keyPath: count] }
  }

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
