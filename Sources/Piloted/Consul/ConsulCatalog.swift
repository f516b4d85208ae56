internal import Discovery
internal import Foundation
internal import Logging

/// The names of all services in a Consul agent's datacenter. Go: `api.Catalog.Services`.
public struct ConsulCatalog: Sendable {
  private let client: ConsulClient
  private let name: String
  private let logger: Logger

  /// How long the catalog is not asked after an answer: names change less often than what is behind them.
  private static let pause = Duration.seconds(1)
  /// As many names are told of, the first ones in order: each is watched on its own.
  public static let maximumNames = 10_000

  init(_ client: ConsulClient, name: String, _ logger: Logger) {
    (self.client, self.name, self.logger) = (client, name, logger)
  }

  /// The names now and whenever there are others, until the reader stops; nothing while the agent gives no answer.
  public func names() -> AsyncStream<[String]> {
    let (names, continuation) = AsyncStream.makeStream(of: [String].self, bufferingPolicy: .bufferingNewest(1))
    let task = Task {
      var following = Following()
      while !Task.isCancelled {
        let answer = await client.answer(to: following.request)
        if let list = note(following.receive(answer)) { continuation.yield(list) }
        try? await Task.sleep(for: following.pause(Self.pause))
      }
    }
    continuation.onTermination = { _ in task.cancel() }
    return names
  }

  /// Logs what there is to log; the names that are told of.
  private func note(_ outcome: Following.Outcome) -> [String]? {
    switch outcome {
    case .nothing: return nil
    case .lost(let reason):
      logger.warning("\(name) does not tell the names of its services: \(reason); those that are known stay")
      return nil
    case .names(let list):
      if list.isEmpty { logger.warning("\(name) has no services, or none that its token may see") }
      guard list.count > Self.maximumNames else { return list }
      logger.error("\(name) has \(list.count) services; only the first \(Self.maximumNames) are watched from the start")
      return Array(list.prefix(Self.maximumNames))
    }
  }
}

/// How the catalog is followed: an empty one behind an error, or with an index that falls, has to be said twice.
private struct Following {
  private var mode = ConsulQueryMode()
  private var backoff = Backoff()
  private var last: [String]?
  private var isLost = false
  private var isSuspicious = false

  /// What an answer means.
  enum Outcome {
    case nothing
    case names([String])
    case lost(String)
  }

  var request: ConsulRequest {
    let times = HealthTimes()
    let path = "/v1/catalog/services?" + mode.parameters(times.hold).joined(separator: "&")
    return ConsulRequest(path: path, timeLimit: times.limit(mode))
  }

  mutating func pause(_ usual: Duration) -> Duration { isLost ? backoff.next(.random(in: 0..<1)) : usual }

  mutating func receive(_ answer: Result<ConsulAnswer, ConsulFailure>) -> Outcome {
    switch answer {
    case .failure(let failure): return fail(failure.reason)
    case .success(let answer):
      guard let list = Self.names(answer) else { return fail(answer.complaint) }
      return take(list, answer)
    }
  }

  private mutating func fail(_ reason: String) -> Outcome {
    defer { (isLost, isSuspicious, mode) = (true, true, ConsulQueryMode()) }
    return isLost ? .nothing : .lost(reason)
  }

  private mutating func take(_ list: [String], _ answer: ConsulAnswer) -> Outcome {
    if mode.isStale, answer.lastContact > HealthConversation.staleBound {
      mode = ConsulQueryMode(isStale: false)
      return .nothing
    }
    let hasFallen = mode.index.map { (answer.index ?? 0) < $0 } ?? false
    mode = ConsulQueryMode(index: hasFallen ? nil : answer.index)
    (isLost, backoff) = (false, Backoff())
    let isDoubtful = list.isEmpty && (isSuspicious || hasFallen) && last?.isEmpty == false
    isSuspicious = false
    if isDoubtful { mode.index = nil }
    guard !isDoubtful, list != last else { return .nothing }
    last = list
    return .names(list)
  }

  /// The names of an answer, sorted; absent where it has none.
  private static func names(_ answer: ConsulAnswer) -> [String]? {
    guard answer.status == 200 else { return nil }
    return (try? JSONDecoder().decode([String: [String]?].self, from: Data(answer.body)))?.keys.sorted()
  }
}
