internal import Discovery
internal import Foundation

/// The names of all services in a Consul agent's datacenter. Go: `api.Catalog.Services`.
public struct ConsulCatalog: Sendable {
  private let client: ConsulClient

  /// How long the catalog is not asked after an answer: names change less often than what is behind them.
  private static let pause = Duration.seconds(1)

  init(_ client: ConsulClient) { self.client = client }

  /// The names now and whenever there are others, until the reader stops; nothing while the agent gives no answer.
  public func names() -> AsyncStream<[String]> {
    let (names, continuation) = AsyncStream.makeStream(of: [String].self, bufferingPolicy: .bufferingNewest(1))
    let task = Task { [client] in
      var mode = ConsulQueryMode()
      var backoff = Backoff()
      var last: [String]?
      while !Task.isCancelled {
        guard case .success(let answer) = await client.answer(to: Self.request(mode)), let list = Self.names(answer)
        else {
          mode.index = nil
          try? await Task.sleep(for: backoff.next(.random(in: 0..<1)))
          continue
        }
        backoff.reset()
        mode.index = answer.index.flatMap { index in (mode.index ?? 0) <= index ? index : nil }
        if list != last { continuation.yield(list) }
        last = list
        try? await Task.sleep(for: Self.pause)
      }
    }
    continuation.onTermination = { _ in task.cancel() }
    return names
  }

  private static func request(_ mode: ConsulQueryMode) -> ConsulRequest {
    let times = HealthTimes()
    let path = "/v1/catalog/services?" + mode.parameters(times.hold).joined(separator: "&")
    return ConsulRequest(path: path, timeLimit: times.limit(mode))
  }

  /// The names of an answer, sorted; absent where it is none.
  private static func names(_ answer: ConsulAnswer) -> [String]? {
    guard answer.status == 200 else { return nil }
    return (try? JSONDecoder().decode([String: [String]?].self, from: Data(answer.body)))?.keys.sorted()
  }
}
