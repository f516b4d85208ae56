import Discovery
import Logging
import Piloted
import TestBackends

extension HealthTimes {
  /// The times that suit an agent, but for what fails while a machine stands still.
  static var lenient: HealthTimes {
    var times = HealthTimes()
    (times.connect, times.slack, times.answer) = (hangLimit, hangLimit, hangLimit)
    return times
  }

  /// Times that a test can wait for.
  static var short: HealthTimes {
    var times = HealthTimes.lenient
    times.hold = .seconds(2)
    (times.grace, times.poll, times.sparing, times.pace) = (
      .milliseconds(500), .milliseconds(300), .seconds(1), .milliseconds(20)
    )
    return times
  }

  /// Times that hold answers for longer than a test lasts.
  static var patient: HealthTimes {
    var times = HealthTimes.short
    times.hold = hangLimit * 2
    return times
  }
}

extension FakeConsul {
  /// A source that asks this agent.
  func source(
    token: String? = nil, isPassingOnly: Bool = false, times: HealthTimes = .short, logger: Logger = quietLogger
  ) throws -> ConsulSource {
    var settings = ConsulSettings.local(port, host: host)
    settings.token = token
    return try ConsulSource(settings, isPassingOnly: isPassingOnly, logger: logger, times: times)
  }

  /// Everything that a watch of a service tells.
  func log(_ name: String = "web", times: HealthTimes = .short) throws -> EventLog {
    EventLog(try source(times: times).watch(name))
  }
}

/// Runs a test with an agent whose service `web` has one instance, 10.0.0.1:80.
func withConsul(_ body: (FakeConsul) async throws -> Void) async throws {
  let consul = try await FakeConsul()
  consul.change { $0.register([FakeInstance("10.0.0.1")], as: "web") }
  try await body(consul)
  try await consul.stop()
}

/// Runs a test with an agent, whose service `web` has one instance, and a source that asks it for backends.
func withBackends(
  _ backends: [HealthQuery], times: HealthTimes = .short, logger: Logger = quietLogger,
  _ body: (FakeConsul, BackendSource) async throws -> Void
) async throws {
  try await withConsul { consul in
    let source = try BackendSource(.local(consul.port), backends: backends, logger: logger, times: times)
    try await body(consul, source)
  }
}
