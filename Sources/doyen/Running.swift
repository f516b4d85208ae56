internal import HostSystem
internal import ServiceLifecycle

/// A part of the server that runs until it is cancelled, as a service that ends gracefully.
struct Running: Service, CustomStringConvertible {
  /// What log lines of the lifecycle call it.
  let description: String
  /// How long its end may take, and what to do where it takes longer; absent where it takes no time.
  let bound: (limit: Duration, isLate: @Sendable () -> Void)?
  let body: @Sendable () async -> Void

  /// A part with a name.
  init(
    _ name: String, bound: (limit: Duration, isLate: @Sendable () -> Void)? = nil,
    _ body: @escaping @Sendable () async -> Void
  ) {
    (description, self.bound, self.body) = (name, bound, body)
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      guard let bound else { return await body() }
      if await !running(endingWithin: bound.limit, body) { bound.isLate() }
    }
  }
}
