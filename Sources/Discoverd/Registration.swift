internal import Discovery
internal import NIOCore
internal import NIOPosix

/// A service's instance to be registered. Go: the arguments of `Client.RegisterWithAttributes`.
public struct Registration: Sendable, Equatable {
  /// The service.
  public let name: String
  /// `host:port`, or `:port` for the address that the server knows.
  public let address: String
  /// What the instance says about itself.
  public let attributes: [String: String]

  /// The longest service name, in octets.
  public static let maximumNameLength = 255

  /// A registration that a server can keep.
  ///
  /// - Throws: ``RegistrationError`` with the rule that is broken.
  public init(name: String, address: String, attributes: [String: String] = [:]) throws(RegistrationError) {
    guard (1...Self.maximumNameLength).contains(name.utf8.count), !name.contains("/") else { throw .badName(name) }
    let endpoint = try? Endpoint(address.hasPrefix(":") ? "0.0.0.0" + address : address)
    guard let endpoint, endpoint.port != 0 else { throw .badAddress(address) }
    (self.name, self.address, self.attributes) = (name, address, attributes)
  }
}

/// Why an instance is not registered.
public enum RegistrationError: Error, Equatable, CustomStringConvertible {
  /// The name is empty, too long, or has a slash.
  case badName(String)
  /// The address has no host or no port.
  case badAddress(String)
  /// A text that is not key=value.
  case badAttribute(String)

  /// What was given and expected.
  public var description: String {
    switch self {
    case .badName(let name): "'\(name)': expected a service name of 1 to 255 octets without '/'"
    case .badAttribute(let text): "'\(text)': expected an attribute as key=value"
    case .badAddress(let address): "'\(address)': expected host:port or :port, with a port of 1 to 65535"
    }
  }
}

/// What happens to a registration that is kept up.
public enum RegistrationEvent: Sendable, Equatable {
  /// The server has it, under this address, which it may have completed.
  case registered(address: String)
  /// The server is gone; it is tried again.
  case lost(reason: String)
  /// The server does not want it, with its words; it is tried again.
  case refused(String)
  /// It is over. The error says why the server may not know that yet.
  case ended(error: String?)
}

/// Keeps an instance registered: heartbeats every five seconds, at once after a reconnect. Go: `Client.RegisterWithAttributes`.
public final class DiscoverdRegistration: Sendable {
  /// What happens, until it is over; unread, the newest hundred are kept.
  public let events: AsyncStream<RegistrationEvent>
  private let runner: EventLoopFuture<NIOLoopBound<ConversationRunner<RegistrationConversation>>>

  /// Registers with a cluster of `peers`, at least one, and goes on until ``unregister()``.
  public init(_ registration: Registration, peers: [DiscoverdAddress]) {
    let (events, continuation) = AsyncStream.makeStream(
      of: RegistrationEvent.self, bufferingPolicy: .bufferingNewest(100))
    self.events = events
    let arguments = RPCArguments(
      name: registration.name, address: registration.address,
      attributes: registration.attributes.isEmpty ? nil : registration.attributes)
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    runner = eventLoop.submit {
      let talk = RegistrationConversation(arguments, peers: peers)
      let runner = ConversationRunner(talk, on: eventLoop) { report in
        continuation.yield(RegistrationEvent(report))
        if case .ended = report { continuation.finish() }
      }
      runner.receive(.started)
      return NIOLoopBound(runner, eventLoop: eventLoop)
    }
  }

  /// Takes the instance back: ``events`` ends after the server's answer, or five seconds. Go: `Client.Unregister`.
  public func unregister() { runner.whenSuccess { $0.value.receive(.requested(.unregister)) } }
}

extension RegistrationEvent {
  init(_ report: RegistrationConversation.Report) {
    switch report {
    case .registered(let address): self = .registered(address: address)
    case .lost(let reason): self = .lost(reason: reason)
    case .refused(let text): self = .refused(text)
    case .ended(let error): self = .ended(error: error)
    }
  }
}
