import DNSWire
import Foundation
import Logging
import NIOCore
import NIOEmbedded
import NIOSSL
import Testing

@testable import Relay

@Suite("A relay and upstreams over TLS", .timeLimit(.minutes(5)))
struct RelayOverTLSTests {
  private static let folder = (Bundle.module.resourcePath ?? "") + "/Fixtures/tls/"

  /// A server with one of the fixtures' certificates.
  private static func server(_ name: String) throws -> NIOSSLContext {
    let key = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(file: folder + "\(name).key", format: .pem))
    let chain = try NIOSSLCertificate.fromPEMFile(folder + "\(name).pem").map {
      NIOSSLCertificateSource.certificate($0)
    }
    return try NIOSSLContext(configuration: .makeServerConfiguration(certificateChain: chain, privateKey: key))
  }

  /// A client that trusts the fixtures' authority alone.
  private static var client: TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .file(folder + "authority.pem")
    return configuration
  }

  @Test(
    "the certificate has to be for the name, or for the address where there is no name",
    arguments: [
      ("address", nil, true), ("named", "dns.example", true), ("address", "dns.example", false), ("named", nil, false),
      ("stranger", nil, false), ("stranger", "dns.example", false),
    ] as [(String, String?, Bool)])
  func verifies(certificate: String, name: String?, isTaken: Bool) async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.answer, .answer, tls: (try Self.server(certificate), name))
      try await RelayRig.run(upstream, tls: Self.client) { rig in
        let answer = await rig.ask("www.example").answer
        #expect(answer == (isTaken ? answer : .failure(.unreachable)))
        #expect((answer.answerCount == 1) == isTaken)
        #expect(upstream.record.messages.count == (isTaken ? 1 : 0))
      }
    }
  }

  @Test("where no authorities can be read there is no relay, if it needs them")
  func noAuthorities() throws {
    var tls = Self.client
    tls.trustRoots = .file(Self.folder + "missing.pem")
    let upstreams = ["tls://127.0.0.1", "127.0.0.1"].map { try? Upstream(parsing: $0) }.compactMap(\.self)
    let relays = upstreams.map { upstream in
      let settings = RelaySettings(rules: ForwardRules(default: [upstream]), cacheOctets: 0, tls: tls)
      return Result { try Relay(settings, on: NIOAsyncTestingEventLoop(), logger: Logger(label: "relay")) }
    }
    #expect(throws: NoTLS.self) { try relays[0].get() }
    #expect(throws: Never.self) { try relays[1].get() }
  }

  @Test("queries are padded, and share a connection")
  func padded() async throws {
    try await undisturbed {
      let upstream = try await HostileUpstream(.silent, .answer, tls: (try Self.server("address"), nil))
      try await RelayRig.run(upstream, tls: Self.client) { rig in
        let answers = await rig.ask(all: (0..<20).map { String(repeating: "n", count: $0 + 1) + ".example" })
        #expect(answers.allSatisfy { $0.answerCount == 1 })
        #expect(upstream.record.connections == 1 && upstream.record.overStreams == 20)
        #expect(upstream.record.messages.allSatisfy { $0.count == 128 })
      }
    }
  }

  @Test("an upstream that speaks no TLS is not asked in the clear")
  func plain() async throws {
    let plain = try await HostileUpstream(.answer, .answer)
    let upstream = Upstream(address: plain.upstream.address, transport: .tls(serverName: nil))
    try await RelayRig.run(ForwardRules(default: [upstream], zones: []), tls: Self.client) { rig in
      let answer = await rig.ask("www.example").answer
      #expect(answer.code == .servFail)
    }
    #expect(plain.record.messages.allSatisfy { $0.count < 12 || $0[4...5] != [0, 1] })
    await plain.close()
  }
}
