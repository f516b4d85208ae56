internal import ServiceLifecycle

/// A part of the server that runs until it is cancelled, as a service that ends gracefully.
struct Running: Service {
  let body: @Sendable () async -> Void

  func run() async throws { await cancelWhenGracefulShutdown(body) }
}
