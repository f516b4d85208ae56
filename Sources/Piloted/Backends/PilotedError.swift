/// Why there is no endpoint of a service.
public enum PilotedError: Error, Equatable, CustomStringConvertible {
  /// The file does not list it.
  case notConfigured(String)
  /// It has no instance that can be connected to.
  case noInstances(String)
  /// The agent has never said anything about it.
  case unavailable(String, reason: String)

  /// A line for the log.
  public var description: String {
    switch self {
    case .notConfigured(let name): "'\(name)' is none of the backends that are configured"
    case .noInstances(let name): "'\(name)' has no instances"
    case .unavailable(let name, let reason): "nothing is known about '\(name)': \(reason)"
    }
  }
}
