package import Discovery

/// What the watch of a service tells.
package enum WatchReport: Sendable, Equatable {
  case event(WatchEvent)
  /// Something odd that does not end the watch, each once.
  case oddity(String)
}

/// What the owner of a registration can ask of it.
package enum RegistrationRequest: Sendable {
  /// Take the instance back, and end.
  case unregister
  /// Register these attributes from now on.
  case change([String: String])
}

/// What happens to a registration that is kept up.
public enum RegistrationEvent: Sendable, Equatable {
  /// The server has it, under this address, which it may have completed.
  case registered(address: String)
  /// The server is gone; it is tried again.
  case lost(reason: String)
  /// No server has heard of the instance for as long as it lives: it is gone, and will come back as the youngest.
  case expired
  /// The server does not want it, with its words; it is tried again.
  case refused(String)
  /// It is over. The error says why the server may not know that yet.
  case ended(error: String?)
}

/// The times of a registration, the same for both versions.
enum RegistrationTimes {
  /// The server forgets an instance ten seconds after its last heartbeat, so one may be missed.
  static let heartbeat = Duration.seconds(5)
  /// How long the server keeps an instance without a heartbeat.
  static let lifetime = Duration.seconds(10)
  /// A call that is not answered this long means that the connection is dead.
  static let answer = Duration.seconds(5)

  /// The time to the next heartbeat, up to a tenth shorter than ``heartbeat``, as `random` of 0 to 1 says.
  static func nextHeartbeat(_ random: Double) -> Duration { heartbeat * (0.9 + random / 10) }
}
