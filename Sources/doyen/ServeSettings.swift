internal import ArgumentParser
internal import Discoverd
internal import Discovery
internal import DNSServer
internal import Foundation
internal import HostSystem
internal import NIOCore
internal import Responder
internal import SettingsFile

/// What `serve` is to do, out of flags, environment and configuration file.
struct ServeSettings {
  /// Where they came from, beside environment and file.
  let flags: ServeCommand
  var listen: [ListenAddress]
  var zones: [String]
  var access: AccessChoice
  var forward: ForwardChoice
  var discoverd: [DiscoverdCluster]
  var discoverdAPI: DiscoverdAPI
  var consul: ConsulChoice
  var services: [String]
  var watch: [String]
  /// Whether services that are not named are not watched.
  var watchOnly: Bool
  /// Where the agent listens; absent without one.
  var agent: ListenAddress?
  /// Whether nobody asked for the agent, so that a discoverd in its place will do as well.
  var agentIsDefault: Bool
  var state: String?
  let staleness: StalenessLimits
  /// Answers a second over UDP to a network; absent where there is no limit.
  let rateLimit: Int?
  /// As many instances may be known in all.
  let maximumInstances: Int
  var workers: Int
  let log: LogChoice
  /// Where health and metrics are; absent where they are not served.
  var admin: AdminChoice?
  /// Where settings were read; absent without such a file.
  let file: SettingsFile?
  /// Who to be once all ports are bound; absent: whoever started it.
  var user: PrivilegeDrop?
  /// What the server calls itself; absent where it has no name.
  private var identityName: String?
  private var isVersionHidden: Bool

  /// - Throws: `ValidationError` with the setting and what was expected.
  init(_ flags: ServeCommand, environment: Environment, passed: PassedSockets = PassedSockets()) throws {
    self.flags = flags
    file = environment.file
    let listen = environment.values(flags.listen, "--listen", "DOYEN_LISTEN", default: Self.defaultListen(passed))
    self.listen = try listen.map { try Self.address($0) }
    access = try AccessChoice(environment.values(flags.allow, "--allow", "DOYEN_ALLOW"))
    forward = try ForwardChoice(flags.forward, environment, own: OwnAddresses(self.listen))
    zones = environment.values(flags.zones, "--zones", "DOYEN_ZONES", default: [DefaultZones.path]).map(\.text)
    services = try environment.values(flags.services, "--services", "DOYEN_SERVICES").eachOnce { $0.text }
    watch = try environment.values(flags.watch, "--watch", "DOYEN_WATCH").map(Self.serviceName)
    discoverdAPI = try environment.discoverdAPI(flags.discoverdAPI)
    let api = discoverdAPI
    discoverd = try environment.discoverd(flags.discoverd).eachOnce { try $0.discoverdCluster(api) }
    consul = try ConsulChoice(flags.consul, environment)
    watchOnly = flags.watchOnly || environment.isSet("DOYEN_WATCH_ONLY")
    state = try environment.state(flags.state).map(Self.folder)
    staleness = try flags.staleness.limits(environment)
    rateLimit = try flags.limits.rate(environment)
    maximumInstances = try flags.limits.maximumInstances(environment)
    workers = try WorkerChoice(
      environment.values(flags.workers, "--workers", "DOYEN_WORKERS"), addresses: self.listen.count
    ).count
    log = try LogChoice(flags.log, environment)
    admin = try AdminChoice.chosen(flags.admin, environment)
    user = try environment.values(flags.user, "--user", "DOYEN_USER").map(PrivilegeDrop.init)
    isVersionHidden = flags.hideVersion || environment.isSet("DOYEN_HIDE_VERSION")
    identityName = try environment.values(flags.identity, "--identity", "DOYEN_IDENTITY").map(Self.identityName)
    let needsAgent = discoverd.isEmpty && services.isEmpty && consul.sourceCount == 0
    let named = environment.values(flags.agent, "--agent", "DOYEN_AGENT")
    let agent = named ?? (needsAgent ? Setting(flag: "--agent", text: "127.0.0.1:1111") : nil)
    agentIsDefault = named == nil
    let hasAgent = try Self.hasAgent(
      named, without: environment.switched(flags.noAgent, "--no-agent", "DOYEN_NO_AGENT"))
    self.agent = hasAgent ? try agent.map(Self.address) : nil
    guard self.agent != nil || !needsAgent else {
      throw ValidationError(Self.noSource)
    }
    let sources = services.count + discoverd.count + (self.agent == nil ? 0 : 1) + consul.sourceCount
    guard sources <= SourceMask.maximumSources else {
      throw ValidationError("expected at most \(SourceMask.maximumSources) sources of services, found \(sources)")
    }
  }

  /// What is said where nothing names services.
  static let noSource = "no source of services: give --discoverd, --consul, --containerpilot, --services or --agent"

  /// Whether there is to be an agent: of the two settings the one counts that is nearer to the command line.
  private static func hasAgent(_ agent: Setting?, without none: Setting?) throws -> Bool {
    guard let agent, let none else { return none == nil }
    guard agent.origin != none.origin || none.origin == .environment else {
      throw ValidationError("\(agent.flag) and \(none.flag) exclude each other")
    }
    return agent.origin < none.origin
  }

  /// What the server says about itself, whose sources have these names.
  func identity(sources: [String], counters: [Identity.Counter]) -> Identity {
    Identity(
      version: isVersionHidden ? nil : "Doyen \(Doyen.version)", name: identityName, sources: sources,
      counters: counters)
  }

  private static func identityName(_ setting: Setting) throws -> String {
    let octets = setting.text.utf8
    guard (1...Identity.maximumLength).contains(octets.count), octets.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw ValidationError("\(setting): expected 1 to \(Identity.maximumLength) printable ASCII characters")
    }
    return setting.text
  }

  private static func folder(_ setting: Setting) throws -> String {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: setting.text, isDirectory: &isFolder)
    guard exists && isFolder.boolValue else { throw ValidationError("\(setting): expected a folder that exists") }
    return setting.text
  }

  static func address(_ setting: Setting) throws -> ListenAddress {
    guard let (host, port) = setting.text.hostAndPort, let address = try? SocketAddress(ipAddress: host, port: port)
    else {
      throw ValidationError("\(setting): expected an IP address and a port, such as 127.0.0.1:5300 or [::1]:5300")
    }
    return ListenAddress(address, setting: setting.description)
  }

  private static func serviceName(_ setting: Setting) throws -> String {
    guard Registration.isServiceName(setting.text) else {
      throw ValidationError("\(setting): expected a service name of 1 to 255 octets without '/'")
    }
    return setting.text
  }
}

extension String {
  /// Address and port of `address:port` or `[ipv6]:port`.
  var hostAndPort: (host: String, port: Int)? {
    guard let colon = lastIndex(of: ":"), let port = UInt16(self[index(after: colon)...]) else { return nil }
    let host = self[..<colon]
    if host.hasPrefix("[") && host.hasSuffix("]") { return (String(host.dropFirst().dropLast()), Int(port)) }
    return host.contains(":") ? nil : (String(host), Int(port))
  }
}
