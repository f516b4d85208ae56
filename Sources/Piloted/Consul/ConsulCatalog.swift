internal import Logging

/// The names of all services in a Consul agent's datacenter. Go: `api.Catalog.Services`.
public struct ConsulCatalog: Sendable {
  private let client: ConsulClient
  private let times: HealthTimes
  private let name: String
  private let logger: Logger

  /// As many names are told of, the first ones in order: each is watched on its own.
  public static let maximumNames = 10_000

  init(_ client: ConsulClient, _ times: HealthTimes, name: String, _ logger: Logger) {
    (self.client, self.times, self.name, self.logger) = (client, times, name, logger)
  }

  /// The names now and whenever there are others, until the reader stops; nothing while the agent gives no answer.
  public func names() -> AsyncStream<[String]> {
    let (names, continuation) = AsyncStream.makeStream(of: [String].self, bufferingPolicy: .bufferingNewest(1))
    let watch = BlockingWatch(CatalogQuery(), client, times)
    let task = Task {
      await watch.run { report in
        switch report {
        case .current(let list): continuation.yield(bounded(list))
        case .lost(let reason), .failed(let reason):
          logger.warning(
            "\(name) does not tell the names of its services: \(reason); those that are known stay",
            metadata: ["source": "\(name)", "error": "\(reason)"])
        case .oddity(let what):
          logger.warning("\(name) says \(what), while its services are listed", metadata: ["source": "\(name)"])
        }
      }
    }
    continuation.onTermination = { _ in task.cancel() }
    return names
  }

  private func bounded(_ list: [String]) -> [String] {
    guard list.count > Self.maximumNames else { return list }
    logger.warning(
      "\(name) has \(list.count) services; only the first \(Self.maximumNames) are watched from the start",
      metadata: ["source": "\(name)", "services": .stringConvertible(list.count)])
    return Array(list.prefix(Self.maximumNames))
  }
}
