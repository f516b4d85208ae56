import Foundation
import NIOCore
import TestSupport
import Testing

/// The example's services, and a server's names: some with addresses of both families, of one, of many.
private let services = """
  [{"service": "mixed", "address": "10.0.3.1:80"}, {"service": "mixed", "address": "[2001:db8::1]:80"},
   {"service": "mixed", "address": "10.0.3.2:80"},
   {"service": "four", "address": "10.0.3.9:80"}, {"service": "six", "address": "[2001:db8::6]:80"},
   {"service": "here", "address": "\(Host.address):80"},
   \((1...60).map { "{\"service\": \"many\", \"address\": \"10.0.4.\($0):80\"}" }.joined(separator: ",\n"))]
  """
private let upstreamZone = """
  $ORIGIN example.
  $TTL 60
  @ SOA ns hostmaster 1 3600 900 604800 60
  @ NS ns
  ns A 127.0.0.53
  mixed A 10.0.5.1
  mixed AAAA 2001:db8::5
  alias CNAME mixed
  \((1...60).map { "many A 10.0.6.\($0)\n" }.joined())
  """

/// What a program is asked, and what it has to find.
struct Lookup: Sendable, CustomTestStringConvertible {
  let family: String
  let name: String
  let addresses: [String]

  init(_ family: String, _ name: String, _ addresses: [String]) {
    (self.family, self.name, self.addresses) = (family, name, addresses)
  }

  var testDescription: String { "\(family) \(name)" }

  static let all = [
    Lookup("4", "mixed.service.internal", ["10.0.3.1", "10.0.3.2"]),
    Lookup("6", "mixed.service.internal", ["2001:db8::1"]),
    Lookup("any", "mixed.service.internal", ["10.0.3.1", "10.0.3.2", "2001:db8::1"]),
    Lookup("any", "four.service.internal", ["10.0.3.9"]), Lookup("any", "six.service.internal", ["2001:db8::6"]),
    Lookup("any", "leader.mixed.service.internal", ["10.0.3.1"]),
    Lookup("any", "nope.service.internal", []), Lookup("4", "six.service.internal", []),
    Lookup("any", "mixed.example", ["10.0.5.1", "2001:db8::5"]),
    Lookup("4", "alias.example", ["10.0.5.1"]), Lookup("any", "nope.example", []),
    Lookup("any", "localhost", ["127.0.0.1", "::1"]), Lookup("any", "nope.invalid", []),
  ]
  static let many = [
    Lookup("any", "many.service.internal", (1...60).map { "10.0.4.\($0)" }),
    Lookup("4", "many.example", (1...60).map { "10.0.6.\($0)" }),
  ]
}

@Suite("Programs of a host whose resolv.conf names Doyen", .serialized, .timeLimit(.minutes(5)))
struct AddressTests {
  @Test(
    "find services, other names, and none that are not there",
    arguments: AddressProgram.allCases.filter(\.isInstalled))
  func finds(program: AddressProgram) async throws {
    let host = try await Host(services: services, upstreamZone: upstreamZone)
    let command = try await program.command(in: host.folder)
    for lookup in Lookup.all {
      #expect(try await found(by: command, lookup, on: host) == lookup.addresses.sorted(), "\(lookup.testDescription)")
    }
    for lookup in Lookup.many {
      let found = try await found(by: command, lookup, on: host)
      let isWhole = program.asksOverTCP ? found.count == 60 : found.count >= 28
      #expect(isWhole && Set(found).isSubset(of: lookup.addresses), "\(lookup.testDescription): \(found)")
    }
    guard program.searches else { return }
    #expect(try await self.found(by: command, Lookup("4", "four", []), on: host) == ["10.0.3.9"])
  }

  @Test("those that build for the tests are there", arguments: [AddressProgram.glibc, .musl, .python])
  func isInstalled(program: AddressProgram) { #expect(program.isInstalled) }

  @Test("ping and curl reach a service by its name")
  func pingAndCurl() async throws {
    let host = try await Host(services: services, upstreamZone: upstreamZone)
    let ping = try await host.run(["/usr/bin/ping", "-c", "1", "-W", "60", "here.service.internal"])
    #expect(ping.status == 0 && ping.text.hasPrefix("PING here.service.internal (\(Host.address))"), "\(ping.text)")
    let file = try host.folder.write("found\n", to: "page")
    let server = try host.start([
      "/usr/bin/python3", "-m", "http.server", "80", "--bind", Host.address, "--directory", host.folder.path,
    ])
    let page = try await host.run([
      "/usr/bin/curl", "-s", "--retry", "20", "--retry-connrefused", "--retry-delay", "0",
      "http://here.service.internal/page",
    ])
    #expect(page.status == 0 && page.text == "found\n", "\(page.text) \(file)")
    server.signal(SIGTERM)
    _ = await server.end()
  }

  /// An address as most write it: Java writes all groups of IPv6.
  private static func canonical(_ address: String) -> String {
    guard address.contains(":"), let canonical = try? SocketAddress(ipAddress: address, port: 0).ipAddress else {
      return address
    }
    return canonical
  }

  /// What programs say where a server has failed: one that was told nothing by its upstream in time, be it that both stood still.
  private static let failures = [
    "Temporary failure", "Try again", "server misbehaving", "timeout", "ESERVFAIL", "ETIMEOUT",
  ]
  /// A failure is remembered for a second and then asked for again; so many in a row are none of the machine's doing.
  private static let (pause, maximumFailures) = (Duration.seconds(2), 3)

  /// What a program finds, sorted and in the canonical form of addresses; nothing where it says that there is nothing.
  private func found(by command: [String], _ lookup: Lookup, on host: Host) async throws -> [String] {
    var (status, text) = try await host.run(command + [lookup.family, lookup.name])
    for _ in 0..<Self.maximumFailures where Self.failures.contains(where: text.contains) {
      try await Task.sleep(for: Self.pause)
      (status, text) = try await host.run(command + [lookup.family, lookup.name])
    }
    #expect(status == 0, "\(text)")
    let lines = Set(text.split(separator: "\n").map { Self.canonical(String($0)) })
    return lines == ["none"] ? [] : lines.sorted()
  }
}
