internal import DNSWire
internal import Foundation
internal import LocalFiles
internal import Logging
internal import Relay

/// The resolv.conf files that name upstream resolvers, and what they say.
struct ResolverFiles {
  let paths: [String]
  let own: OwnAddresses
  let logger: Logger

  /// The file that programs take their search list from.
  private static let systemFile = "/etc/resolv.conf"
  /// The largest file, in octets: thousands of times what programs read of one.
  private static let maximumLength = 1 << 20

  /// What files say.
  struct Contents {
    var upstreams: [Upstream] = []
    var searchDomains: [Name] = []
  }

  /// Reads all of them. What is wrong with a line is logged, and so is a resolver that is this server.
  ///
  /// - Throws: ``FileError`` where one can't be read.
  func read() throws(FileError) -> Contents {
    var contents = Contents()
    for path in paths {
      let configuration = try Self.read(path)
      for warning in configuration.warnings { logger.warning("\(path):\(warning)") }
      contents.upstreams += upstreams(of: configuration, path)
      contents.searchDomains += configuration.searchDomains
    }
    if let system = try? Self.read(Self.systemFile) { contents.searchDomains += system.searchDomains }
    return contents
  }

  private static func read(_ path: String) throws(FileError) -> ResolverConfiguration {
    ResolverConfiguration(
      parsing: String(decoding: try LocalFile.read(path, limit: maximumLength), as: UTF8.self))
  }

  /// The resolvers of a file, but for those that are this server.
  private func upstreams(of configuration: ResolverConfiguration, _ path: String) -> [Upstream] {
    let others = configuration.nameservers.filter { nameserver in
      guard own.contains(nameserver.upstream.address) else { return true }
      logger.notice("\(path):\(nameserver.line): \(nameserver.upstream) is this server itself, and left out")
      return false
    }
    if others.isEmpty { logger.warning("\(path): no other resolver is named here") }
    return others.map(\.upstream)
  }

  /// Where changes are to be looked for: at the files and at what links lead to.
  var watchedPaths: [String] {
    Array(Set(paths + paths.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }))
  }
}
