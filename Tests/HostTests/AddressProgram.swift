import Foundation
import TestSupport

/// A program that looks addresses up as many others do.
enum AddressProgram: String, CaseIterable, Sendable {
  /// getaddrinfo of glibc, and of musl, which takes a truncated answer as it is.
  case glibc, musl
  /// Go's own resolver.
  case go
  case python
  /// c-ares, which Node's `dns.resolve` calls.
  case node
  case java

  /// Where the sources are.
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Clients/"

  /// The program that builds or runs it.
  var tool: String {
    switch self {
    case .glibc: "/usr/bin/gcc"
    case .musl: "/usr/bin/musl-gcc"
    case .go: "/usr/bin/go"
    case .python: "/usr/bin/python3"
    case .node: "/usr/bin/node"
    case .java: "/usr/bin/java"
    }
  }

  /// Whether it can be asked here: compilers and Python are installed for the tests, the others are taken where they are.
  var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: tool) }

  /// Builds it, and says how it is run.
  func command(in folder: TemporaryFolder) async throws -> [String] {
    let program = "\(folder.path)/\(rawValue)"
    switch self {
    case .glibc: try await build(["-o", program, Self.sources + "addresses.c"], in: folder)
    case .musl: try await build(["-static", "-o", program, Self.sources + "addresses.c"], in: folder)
    case .go: try await build(["build", "-o", program, Self.sources + "addresses.go"], in: folder)
    case .python: return [tool, Self.sources + "addresses.py"]
    case .node: return [tool, Self.sources + "addresses.js"]
    case .java: return [tool, Self.sources + "Addresses.java"]
    }
    return [program]
  }

  private func build(_ arguments: [String], in folder: TemporaryFolder) async throws {
    let variables = ["CGO_ENABLED": "0", "GOCACHE": folder.path + "/cache", "GO111MODULE": "off"]
    let (status, text) = try await Program.run(tool, arguments, variables: variables)
    guard status == 0 else { throw ProgramError("\(tool): \(text)") }
  }

  /// Whether it appends the names of resolv.conf's search list: c-ares does not where a name is asked for as it is.
  var searches: Bool { self != .node }
  /// Whether it asks again over TCP where an answer is truncated: musl before 1.2.4 takes what is there.
  var asksOverTCP: Bool { self != .musl }
}
