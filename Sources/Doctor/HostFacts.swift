/// What a host's files say about how its programs find names. Read once; deciding needs nothing else but what name servers say.
package struct HostFacts: Sendable {
  /// `/etc/resolv.conf`; absent without the file.
  var resolver: ResolverFacts?
  /// What `/etc/resolv.conf` leads to, where it is a symbolic link.
  var resolverLink: String?
  /// Who writes that file; absent where nobody is known to.
  var resolverWriter: ResolverWriter?
  /// The line `hosts:` of `/etc/nsswitch.conf`; absent without the file.
  var serviceSwitch: ServiceSwitch?
  /// What follows the first dot of the host's own name; absent without a dot.
  var hostDomain: String?
  var multicast = MulticastRule(allowed: nil)
  /// Whether Avahi runs, without which the modules of nss-mdns pass all names on.
  var isAvahiRunning = false
  /// What systemd-resolved is told; absent where it does not run.
  var resolved: ResolvedSettings?
  var hosts = HostsFile(parsing: "")
  /// What nscd does; absent where it does not run.
  var nameCache: NameCache?
  /// Whether programs are linked to musl, which has no nsswitch.conf.
  var isMusl = false
  /// Who is bound to port 53.
  var holders: [PortHolder] = []
  /// The lowest port that needs no privilege.
  var firstUnprivilegedPort: Int?

  /// The name servers that programs ask, in this order.
  package var askedServers: [NameServer] { resolver?.askedServers ?? [ResolverFacts.standardServer] }

  /// Whether the C library hands names to systemd-resolved, by its module or its stub.
  var asksResolved: Bool {
    resolved != nil && (resolvedModule != nil || askedServers.contains(where: \.isResolvedStub))
  }

  /// Whether what systemd-resolved does not know is asked nowhere else.
  var endsAtResolved: Bool { resolved != nil && resolvedModule?.returns.contains(.notFound) == true }

  /// systemd-resolved's module, where it stands before `dns`.
  private var resolvedModule: ServiceSwitch.Module? {
    isMusl ? nil : (serviceSwitch ?? .standard).modules.prefix { $0.name != "dns" }.first { $0.name == "resolve" }
  }
}

/// What nscd is told about host names.
struct NameCache: Sendable, Equatable {
  /// The line that says whether they are kept, with its number.
  let line: FileLine?
  let keepsHosts: Bool
  /// Seconds that "no such name" is kept.
  let negativeSeconds: Int

  /// Reads nscd.conf.
  init(parsing text: String) {
    let lines = text.wordLines().filter { $0.words.count == 3 && $0.words[1] == "hosts" }
    line = lines.last { $0.words[0] == "enable-cache" }
    keepsHosts = line?.words[2] == "yes"
    negativeSeconds = lines.last { $0.words[0] == "negative-time-to-live" }.flatMap { Int($0.words[2]) } ?? 20
  }
}

extension HostFacts {
  /// Reads a host's files.
  package init(_ files: HostFiles) {
    resolver = files.text("/etc/resolv.conf").map { ResolverFacts(parsing: $0) }
    resolverLink = files.link("/etc/resolv.conf")
    resolverWriter = ResolverWriter(link: resolverLink, text: files.text("/etc/resolv.conf") ?? "")
    serviceSwitch = files.text("/etc/nsswitch.conf").map { ServiceSwitch(parsing: $0) }
    let hostName = files.text("/proc/sys/kernel/hostname")?.split(separator: "\n").first ?? ""
    hostDomain = hostName.firstIndex(of: ".").map { String(hostName[hostName.index(after: $0)...]) }
    multicast = files.text("/etc/mdns.allow").map { MulticastRule(parsing: $0) } ?? MulticastRule(allowed: nil)
    isAvahiRunning = files.exists("/run/avahi-daemon/socket")
    resolved = files.exists("/run/systemd/resolve") ? ResolvedSettings(files) : nil
    hosts = HostsFile(parsing: files.text("/etc/hosts") ?? "")
    let hasNameCache = files.exists("/run/nscd/socket")
    nameCache = hasNameCache ? NameCache(parsing: files.text("/etc/nscd.conf") ?? "") : nil
    let hasMusl = files.names(in: "/lib").contains { $0.hasPrefix("ld-musl-") }
    isMusl = files.exists("/etc/alpine-release") || hasMusl && serviceSwitch == nil
    holders = files.holders(ofPort: 53)
    let unprivileged = files.text("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    firstUnprivilegedPort = unprivileged.flatMap { Int($0.prefix { !$0.isWhitespace }) }
  }
}
