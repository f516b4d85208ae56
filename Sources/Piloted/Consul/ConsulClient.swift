internal import AsyncHTTPClient
internal import Discovery
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Asks one Consul agent over HTTP, any number of questions at a time, each held answer on a connection of its own.
final class ConsulClient: Sendable {
  private let client: HTTPClient
  private let base: String
  private let headers: HTTPHeaders
  private let clock: any Clock<Duration>
  /// Connections that may be kept for answers that are held.
  let places = Places(maximumHeld)

  /// Octets of the largest list that is read: 1,500 instances have 1.3 million.
  static let maximumBodyLength = 64 << 20
  /// Connections at most: an agent allows an address 200, and other programs of this host have theirs.
  private static let maximumConnections = 190
  /// As many of them may be kept for answers that are held, so that other questions find one.
  private static let maximumHeld = 150

  /// A client of an agent, with the times of its watches.
  ///
  /// - Throws: ``ConsulSettingsError`` where a certificate or a key can't be used.
  init(_ settings: ConsulSettings, _ times: HealthTimes) throws(ConsulSettingsError) {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: settings.address.isSecure ? try settings.tls.configuration() : nil,
      redirectConfiguration: .disallow, timeout: .init(connect: TimeAmount(times.connect)))
    configuration.httpVersion = .http1Only
    // The watches try again themselves, and want to say why.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.maximumConnections
    clock = times.clock
    base = Self.base(settings, &configuration)
    headers = Self.headers(settings)
    client = HTTPClient(
      eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
  }

  deinit { client.shutdown { _ in } }

  /// The URL in front of a path. A name to verify the server by is asked for in the place of its host, and led there.
  private static func base(_ settings: ConsulSettings, _ configuration: inout HTTPClient.Configuration) -> String {
    switch settings.address.place {
    case .socket(let path): return "http+unix://\(path.percentEncoded)"
    case .host(let host, let port):
      guard settings.address.isSecure, let name = settings.tls.serverName else { return settings.address.description }
      configuration.dnsOverride = [name: host]
      return "https://\(name):\(port)"
    }
  }

  private static func headers(_ settings: ConsulSettings) -> HTTPHeaders {
    var headers: HTTPHeaders = ["User-Agent": "doyen"]
    if let token = settings.token { headers.add(name: "X-Consul-Token", value: token) }
    if let credentials = settings.credentials {
      headers.add(name: "Authorization", value: "Basic \(Data(credentials.utf8).base64EncodedString())")
    }
    return headers
  }

  /// The answer to a request; absent, with the reason, where there is none within its time.
  func answer(to request: ConsulRequest) async -> Result<ConsulAnswer, ConsulFailure> {
    await clock.limit(request.timeLimit) { await self.send(request) }
      ?? .failure(ConsulFailure(reason: "no answer within \(request.timeLimit)"))
  }

  private func send(_ request: ConsulRequest) async -> Result<ConsulAnswer, ConsulFailure> {
    var message = HTTPClientRequest(url: base + request.path)
    message.headers = headers
    do {
      let response = try await client.execute(message, deadline: .distantFuture)
      let body = try await response.body.collect(upTo: Self.maximumBodyLength)
      return .success(ConsulAnswer(response, body: Array(buffer: body)))
    } catch {
      return .failure(ConsulFailure(error))
    }
  }
}

extension Clock where Duration == Swift.Duration {
  /// ``within(_:by:_:)`` this clock.
  fileprivate func limit<Result: Sendable>(
    _ time: Duration, _ body: @escaping @Sendable () async -> Result
  ) async -> Result? { await within(time, by: self, body) }
}

extension ConsulAnswer {
  /// An answer's status and what its headers say.
  fileprivate init(_ response: HTTPClientResponse, body: [UInt8]) {
    let headers = response.headers
    let contact = headers.first(name: "X-Consul-LastContact").flatMap(UInt64.init) ?? 0
    self.init(
      status: Int(response.status.code), index: headers.first(name: "X-Consul-Index").flatMap(UInt64.init),
      lastContact: .milliseconds(min(contact, 1 << 40)),
      mayHide: headers.first(name: "X-Consul-Default-ACL-Policy") == "deny"
        || headers.first(name: "X-Consul-Results-Filtered-By-ACLs") == "true",
      body: body)
  }
}
