internal import DNSWire
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
  struct Contents: Equatable {
    var upstreams: [Upstream] = []
    var searchDomains: [Name] = []
    /// What is wrong with lines, and which resolvers are this server.
    fileprivate(set) var warnings: [String] = []
    fileprivate(set) var notices: [String] = []
  }

  /// Tells what there is to say about what files say.
  func log(_ contents: Contents) {
    for notice in contents.notices { logger.notice("\(notice)") }
    for warning in contents.warnings { logger.warning("\(warning)") }
  }

  /// Reads all of them.
  ///
  /// - Throws: ``FileError`` where one can't be read.
  func read() throws(FileError) -> Contents {
    var contents = Contents()
    for path in paths {
      let configuration = try Self.read(path)
      contents.warnings += configuration.warnings.map { "\(path):\($0)" }
      addUpstreams(of: configuration, path, to: &contents)
      contents.searchDomains += configuration.searchDomains
    }
    if let system = try? Self.read(Self.systemFile) { contents.searchDomains += system.searchDomains }
    return contents
  }

  private static func read(_ path: String) throws(FileError) -> ResolverConfiguration {
    ResolverConfiguration(
      parsing: String(decoding: try LocalFile.read(path, limit: maximumLength), as: UTF8.self))
  }

  /// Adds the resolvers of a file, but for those that are this server.
  private func addUpstreams(of configuration: ResolverConfiguration, _ path: String, to contents: inout Contents) {
    let others = configuration.nameservers.filter { !own.contains($0.upstream.address) }
    contents.upstreams += others.map(\.upstream)
    contents.notices += configuration.nameservers.filter { own.contains($0.upstream.address) }
      .map { "\(path):\($0.line): \($0.upstream) is this server itself, and left out" }
    if others.isEmpty { contents.warnings.append("\(path): no other resolver is named here") }
  }

  /// Where changes are to be looked for: at the files, and at the links that lead to them now.
  var watchedPaths: Set<String> { Set(paths.flatMap(LocalFile.linkedPaths)) }
}
