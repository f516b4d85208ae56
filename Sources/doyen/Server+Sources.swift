internal import Discoverd
internal import DiscoverdAgent
internal import Discovery
internal import DNSServer
internal import Logging
internal import NIOPosix

/// Where a server's services come from.
extension Server {
  /// This host's agent; where nobody asked for it and a discoverd has its place, that one.
  func makeAgent() async throws -> (Agent?, DiscoverdCluster?) {
    guard let address = settings.agent else { return (nil, nil) }
    do throws(AgentBindError) {
      let agent = try await Agent(
        address: address.address, setting: address.setting, stateFolder: settings.state,
        externalAddress: Environment.process["EXTERNAL_IP"], logger: logger)
      return (agent, nil)
    } catch {
      let place = try DiscoverdAddress(address.address.hostAndPort)
      guard settings.agentIsDefault, let version = await DiscoverdProbe.version(at: place) else { throw error }
      logger.notice(
        "a discoverd (\(version)) is at \(place) already: it is the source, and no agent is started",
        metadata: ["source": "\(place)"])
      return (nil, DiscoverdCluster([place], api: settings.discoverdAPI))
    }
  }

  /// The sources, by rank: files first, since they are written by hand, then this host's agent or discoverd, then others.
  func sources(_ agent: Agent?, _ neighbour: DiscoverdCluster?) -> [RankedSource] {
    let clusters = (neighbour.map { [$0] } ?? []) + settings.discoverd
    return files.map { .listing($0) } + (agent.map { [.listing($0.source)] } ?? [])
      + clusters.map { .watching(DiscoverdSource($0, logger: logger)) } + consul.sources
  }
}
