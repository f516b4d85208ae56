internal import CoreMetrics
internal import Discovery
internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore

/// What each path is answered.
struct AdminResponder: Sendable {
  private let parts: AdminParts
  private let connections: Connections
  private let requests, refusals: Counter
  private let readers = ListReaders()

  init(_ parts: AdminParts, _ connections: Connections) {
    (self.parts, self.connections) = (parts, connections)
    requests = parts.registry.counter("doyen_admin_requests_total", "Requests over HTTP to the address of --admin.")
    refusals = parts.registry.counter(
      "doyen_admin_refused_total", "Requests for the list of services that were refused because too many read it.")
  }

  /// Answers a request and counts it.
  func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
    connections.touch(channel)
    requests.increment()
    let response = await response(to: request, channel)
    let limit = connections.limitTime(of: channel)
    defer { limit?.cancel() }
    guard request.method != .head else { return try await writer.writeResponse(response.head) }
    try await writer.write(response: response.head, body: response.body)
  }

  private func response(to request: Request, _ channel: any Channel) async -> Response {
    guard HostCheck.allows(request.head.authority) else {
      return Reply.text("The Host header has to be an IP address or localhost.", .forbidden)
    }
    let path = AdminPath(request.head.path ?? "")
    guard let path else { return Reply.text("There is nothing here.", .notFound) }
    guard request.method == .get || request.method == .head else {
      var reply = Reply.text("Only GET and HEAD are answered.", .methodNotAllowed)
      reply.headers[.allow] = "GET, HEAD"
      return reply
    }
    return await response(to: path, isHead: request.method == .head, channel)
  }

  private func response(to path: AdminPath, isHead: Bool, _ channel: any Channel) async -> Response {
    switch path {
    case .file(let file): Reply.body(file.body, file.type)
    case .health: Reply.text("ok")
    case .readiness: await readiness()
    case .metrics:
      Reply.body(ByteBuffer(string: PrometheusText.text(await parts.metrics())), PrometheusText.contentType)
    case .status: Reply.json(StatusRow(parts, await parts.standing(), parts.board.value))
    case .services: services(channel)
    case .service(let name): service(name, parts.board.value)
    case .events where isHead: Reply.stream("text/event-stream") { _ in }
    case .events: events(channel)
    }
  }

  private func readiness() async -> Response {
    let health = Health(await parts.standing().sources)
    return health.isReady
      ? Reply.text("ok") : Reply.text(health.reasons.joined(separator: "\n"), .serviceUnavailable)
  }

  private func service(_ name: String, _ board: ServiceBoard) -> Response {
    guard let service = board.services[name.lowercased()], service.presence != .unknown else {
      return Reply.text("There is no such service.", .notFound)
    }
    return Reply.json(ServiceRow(service, board, sources: parts.board.sources))
  }

  /// A list of all services, in parts: of many it would take many megabytes as a whole. Each is with the event loop before the next is
  /// made: only the loop knows when the client takes no more, and while others keep it busy all parts would be put in its queue.
  private func services(_ channel: any Channel) -> Response {
    guard let place = readers.take() else {
      refusals.increment()
      return Reply.text("Too many clients read the list of services.", .serviceUnavailable)
    }
    let board = parts.board.value
    return Reply.stream(Reply.jsonType) { [sources = parts.board.sources] writer in
      defer { withExtendedLifetime(place) {} }
      var start = "["
      for service in board.known {
        try await writer.write(ByteBuffer(string: start + JSON.text(ServiceRow(service, board, sources: sources))))
        try await channel.eventLoop.submit {}.get()
        start = ",\n"
      }
      try await writer.write(ByteBuffer(string: start == "[" ? "[]\n" : "]\n"))
    }
  }

  /// Events from now on, until the client goes, or is too slow for them.
  private func events(_ channel: any Channel) -> Response {
    let hub = parts.board.hub
    guard let (number, events) = hub.subscribe(close: { channel.close(promise: nil) }) else {
      return Reply.text("Too many clients follow events.", .serviceUnavailable)
    }
    connections.touch(channel, isKept: true)
    // Who has closed its end reads no events; else its place would be taken until something can't be written.
    channel.setOption(.allowRemoteHalfClosure, value: false).whenFailure { _ in }
    channel.closeFuture.whenComplete { _ in hub.unsubscribe(number) }
    return Reply.stream("text/event-stream") { [connections] writer in
      defer { hub.unsubscribe(number) }
      try await writer.write(EventText.heartbeat)
      for await frame in events { try await writer.write(frame) }
      connections.touch(channel)
    }
  }
}
