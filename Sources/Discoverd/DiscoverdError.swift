/// Why a client's call fails.
public enum DiscoverdError: Error, Equatable, CustomStringConvertible {
  /// No discoverd can be reached; nothing is registered. Go: `discover: no active rpc connection`.
  case unreachable(reason: String)
  /// The server does not want it, with its words. Go: `discover: register failed`.
  case refused(String)
  /// This client has no such registration. Go: `discover: unknown registration`.
  case unknownRegistration(name: String, address: String)
  /// The instance is no longer registered.
  case registrationLost(reason: String)
  /// The server has taken the registration, but does not show it.
  case notShown(name: String, address: String)
  /// Only discoverd's second version can do that.
  case needsVersion2
  /// There is no such service, or no such thing of it.
  case notFound(String)
  /// It exists already, or was changed meanwhile.
  case conflict(String)
  /// The client was closed.
  case closed

  /// A line for the log.
  public var description: String {
    switch self {
    case .unreachable(let reason): "discoverd can't be reached: \(reason)"
    case .refused(let text): "refused: \(text)"
    case .unknownRegistration(let name, let address): "'\(name)' at '\(address)' is not registered by this client"
    case .registrationLost(let reason): "the instance is no longer registered: \(reason)"
    case .notShown(let name, let address): "the server does not show '\(name)' at '\(address)', which it has taken"
    case .needsVersion2: "only a discoverd of version 2 can do that"
    case .notFound(let text): "not found: \(text)"
    case .conflict(let text): "conflict: \(text)"
    case .closed: "the client is closed"
    }
  }
}
