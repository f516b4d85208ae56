import DNSWire
import NIOCore
import TestSupport
import Testing
import ZoneFile

@testable import DNSServer

@Suite("Relayed questions at the end of a listener", .serialized, .timeLimit(.minutes(5)))
struct RelayedEndingTests {
  @Test("relayed questions get their answer if it comes in time, over UDP and TCP")
  func relayed() async throws {
    try await withRelay { listening, relay in
      let ending = Asked(try TestSocket(.udp, port: listening.port), try TestSocket(.tcp, port: listening.port))
      try ending.ask("early.example")
      try await relay.waitUntilAsked(2)
      let stopping = Task { await listening.stop() }
      try await Task.sleep(for: .milliseconds(300))
      #expect(try await relay.answer("early.example") == 2)
      for message in try await ending.answers() { #expect(message.answer.count == 1) }
      #expect(await ending.stream.receive() == [])
      await stopping.value
    }
  }

  @Test("relayed questions that are not answered in time fail, over UDP and TCP")
  func relayedTooLate() async throws {
    let relay = try await HandRelay()
    let finished = AsyncStream.makeStream(of: Void.self)
    let handle = RelayHandle(on: relay.handle.eventLoop, ask: relay.handle.ask) {
      _ = try? await relay.answer(with: .failure(.unreachable))
      finished.continuation.finish()
    }
    let listening = try await Listening(relay: handle, times: .usual)
    let ending = Asked(try TestSocket(.udp, port: listening.port), try TestSocket(.tcp, port: listening.port))
    try ending.ask("never.example")
    try await relay.waitUntilAsked(2)
    let stopping = Task { await listening.stop() }
    for message in try await ending.answers() { #expect(message.code == 2) }
    #expect(await ending.stream.receive() == [])
    for await _ in finished.stream {}
    await stopping.value
    try await relay.stop()
  }

  /// Asks over UDP and over TCP.
  private struct Asked {
    let (datagrams, stream): (TestSocket, TestSocket)

    init(_ datagrams: TestSocket, _ stream: TestSocket) { (self.datagrams, self.stream) = (datagrams, stream) }

    func ask(_ name: String) throws {
      datagrams.send(try query(name, .a))
      stream.send(framed(try query(name, .a)))
    }

    func answers() async throws -> [ParsedMessage] {
      let octets = [try #require(await datagrams.receive()), try #require(await stream.receiveMessage())]
      return try octets.map { try ParsedMessage($0) }
    }
  }
}
