import Discovery
import Foundation
import NIOCore
import NIOSSL
import TestBackends
import Testing

@testable import Piloted

private let trusted = ["CONSUL_CACERT": tlsFile("authority.pem")]
private let known = trusted.merging(
  ["CONSUL_CLIENT_CERT": tlsFile("client.pem"), "CONSUL_CLIENT_KEY": tlsFile("client.key")]) { $1 }
private let stranger = trusted.merging(
  ["CONSUL_CLIENT_CERT": tlsFile("other-client.pem"), "CONSUL_CLIENT_KEY": tlsFile("other-client.key")]) { $1 }
private let untrusted = "TLS: the server's certificate is not signed by a trusted authority, or out of date"
private let misnamed = "TLS: the server's certificate is for another name"

/// Servers and variables that fit.
private let good: [(FakeTLS, [String: String])] = [
  (FakeTLS(), trusted),
  (FakeTLS(version: .tlsv12), trusted),
  (FakeTLS(server: "named-server"), trusted.merging(["CONSUL_TLS_SERVER_NAME": "server.dc1.consul"]) { $1 }),
  (FakeTLS(server: "named-server"), trusted.merging(["CONSUL_TLS_SERVER_NAME": "server.dc1.consul:8501"]) { $1 }),
  (FakeTLS(), ["CONSUL_HTTP_SSL_VERIFY": "false"]),
  (FakeTLS(server: "old-server"), ["CONSUL_HTTP_SSL_VERIFY": "0"]),
  (FakeTLS(server: "named-server"), trusted.merging(["CONSUL_HTTP_SSL_VERIFY": "f"]) { $1 }),
  (FakeTLS(demands: true), known), (FakeTLS(demands: true, version: .tlsv12), known), (FakeTLS(), known),
]

/// Servers and variables that do not, and why.
private let bad: [(FakeTLS, [String: String], String)] = [
  (FakeTLS(), [:], untrusted), (FakeTLS(), ["CONSUL_CACERT": tlsFile("other-authority.pem")], untrusted),
  (FakeTLS(server: "old-server"), trusted, untrusted),
  (FakeTLS(server: "named-server"), trusted, misnamed),
  (
    FakeTLS(server: "named-server"), trusted.merging(["CONSUL_TLS_SERVER_NAME": "server.dc2.consul"]) { $1 }, misnamed
  ),
  (FakeTLS(demands: true), trusted, "TLS: the server demands a client's certificate"),
  (FakeTLS(demands: true, version: .tlsv12), trusted, "TLS: the server refuses the handshake"),
  (FakeTLS(demands: true), stranger, "TLS: the server does not trust the authority of the client's certificate"),
]

@Suite("Watching services over TLS and unix sockets", .timeLimit(.minutes(10)))
struct TLSTests {
  /// What a watch with these variables tells first, and after a change.
  private func watch(
    _ tls: FakeTLS, _ variables: [String: String], host: String = "127.0.0.1"
  ) async throws -> [String] {
    let consul = try await FakeConsul(host: host.contains("::1") ? "::1" : "127.0.0.1", tls: try tls.context)
    consul.change { $0.register([FakeInstance("10.0.0.1")], as: "web") }
    let settings = try ConsulSettings(address: "https://\(host):\(consul.port)", variables: variables)
    let log = EventLog(try ConsulSource(settings, logger: quietLogger, times: .short).watch("web"))
    if await log.event({ _ in true })?.isLoss == false, await consul.holds(1) {
      consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
      _ = await log.waits(for: "10.0.0.1:80 10.0.0.2:80")
    }
    try await consul.stop()
    return Array(log.texts.prefix(2))
  }

  @Test("works where certificates and names fit", arguments: good)
  private func accepted(tls: FakeTLS, variables: [String: String]) async throws {
    #expect(try await watch(tls, variables) == ["10.0.0.1:80", "10.0.0.1:80 10.0.0.2:80"])
  }

  @Test("is refused with its reason where they do not", arguments: bad)
  private func refused(tls: FakeTLS, variables: [String: String], reason: String) async throws {
    let told = try await watch(tls, variables)
    #expect(told.first?.hasPrefix("lost: \(reason)") == true, "\(told)")
  }

  @Test("a host name is verified as it was said")
  func name() async throws {
    #expect(try await watch(FakeTLS(), trusted, host: "localhost").first == "10.0.0.1:80")
    let told = try await watch(FakeTLS(server: "old-server"), trusted, host: "localhost")
    #expect(told.first == "lost: \(untrusted)")
  }

  @Test("IPv6 works with a name to verify by and without verification; its address is verified, too")
  func ipv6() async throws {
    let named = trusted.merging(["CONSUL_TLS_SERVER_NAME": "server.dc1.consul"]) { $1 }
    #expect(try await watch(FakeTLS(server: "named-server"), named, host: "[::1]").first == "10.0.0.1:80")
    #expect(try await watch(FakeTLS(), ["CONSUL_HTTP_SSL_VERIFY": "0"], host: "[::1]").first == "10.0.0.1:80")
    #expect(try await watch(FakeTLS(), trusted, host: "[::1]").first == "lost: \(misnamed)")
  }

  @Test("a folder of authorities counts with all its files, whatever their names; a file goes before it")
  func folder() async throws {
    let folder = try TestFolder()
    for name in ["authority.pem", "other-authority.pem"] {
      _ = try folder.write(try String(contentsOfFile: tlsFile(name), encoding: .utf8), to: "z-\(name).crt")
    }
    #expect(try await watch(FakeTLS(), ["CONSUL_CAPATH": folder.path]).first == "10.0.0.1:80")
    let both = ["CONSUL_CAPATH": folder.path, "CONSUL_CACERT": tlsFile("other-authority.pem")]
    #expect(try await watch(FakeTLS(), both).first == "lost: \(untrusted)")
  }

  @Test("a port that does not speak TLS, and one that speaks nothing else, are told of")
  func otherPort() async throws {
    let plain = try await RawServer { channel in
      channel.say(FakeAnswer.octets(status: 400, "malformed HTTP request"))
      return false
    } answer: { _, _ in
    }
    let settings = try ConsulSettings(address: "https://127.0.0.1:\(plain.port)", variables: trusted)
    let log = EventLog(try ConsulSource(settings, logger: quietLogger, times: .short).watch("web"))
    #expect(await log.loss() == "TLS: the port does not speak TLS")
    try await plain.stop()
    let secure = try await FakeConsul(tls: try FakeTLS().context)
    #expect(await (try secure.log()).loss() != nil)
    try await secure.stop()
  }

  @Test("files that are missing or no certificates are refused before the first question")
  func files() throws {
    let (folder, key) = (try TestFolder(), tlsFile("client.key"))
    let text = try folder.write("no certificate", to: "text")
    for (variables, reason) in [
      (["CONSUL_CACERT": "/nowhere"], "/nowhere: No such file or directory"),
      (["CONSUL_CACERT": text], "\(text): expected PEM certificates or a PEM key"),
      (["CONSUL_CAPATH": "/nowhere"], "/nowhere: No such file or directory"),
      (["CONSUL_CAPATH": folder.path + "/"], "\(folder.path)//text: expected PEM certificates or a PEM key"),
      (known.merging(["CONSUL_CLIENT_CERT": key]) { $1 }, "\(key): expected PEM certificates or a PEM key"),
      (known.merging(["CONSUL_CLIENT_KEY": text]) { $1 }, "\(text): expected PEM certificates or a PEM key"),
      (
        known.merging(["CONSUL_CLIENT_KEY": tlsFile("other-client.key")]) { $1 },
        "\(tlsFile("other-client.key")): expected the key of the client's certificate"
      ),
    ] {
      let settings = try ConsulSettings(address: "https://127.0.0.1", variables: variables)
      let error = #expect(throws: ConsulSettingsError.self) { try ConsulSource(settings, logger: quietLogger) }
      #expect(error?.description == reason)
    }
  }

  @Test("a unix socket, whatever its path", arguments: ["consul.sock", "con sul#%2F?é.sock"])
  func socket(name: String) async throws {
    let folder = try TestFolder()
    let consul = try await FakeConsul(socket: "\(folder.path)/\(name)")
    consul.change { $0.register([FakeInstance("10.0.0.1")], as: "web") }
    let settings = try ConsulSettings(variables: ["CONSUL_HTTP_ADDR": "unix://\(folder.path)/\(name)"])
    let log = EventLog(try ConsulSource(settings, logger: quietLogger, times: .short).watch("web"))
    #expect(await log.waits(for: "10.0.0.1:80"))
    #expect(await consul.holds(1))
    consul.change { $0.register([FakeInstance("10.0.0.2")], as: "web") }
    #expect(await log.waits(for: "10.0.0.1:80 10.0.0.2:80"))
    try await consul.stop()
    #expect(await log.loss() != nil)
  }

  @Test("a unix socket that is not there is told of")
  func noSocket() async throws {
    let settings = try ConsulSettings(address: "unix:///nowhere/consul.sock", variables: [:])
    let log = EventLog(try ConsulSource(settings, logger: quietLogger, times: .short).watch("web"))
    #expect(await log.loss() == "No such file or directory")
  }
}
