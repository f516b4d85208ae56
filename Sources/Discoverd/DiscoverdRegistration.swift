public import Discovery
internal import Synchronization

/// Keeps an instance registered, for as long as this lives: heartbeats every five seconds, at once after a reconnect. Go: what
/// `Client.RegisterWithAttributes` starts.
public final class DiscoverdRegistration: Sendable {
  private struct Told: Sendable {
    var event: RegistrationEvent?
    var number = 0
  }

  private let newest: Newest<Told>
  private let session: Session<RegistrationRequest>
  private let isEnding = Atomic(false)

  /// Registers with a cluster and goes on until ``unregister()``, or until it is let go: then the server forgets the instance after
  /// ten seconds.
  ///
  /// - Parameters:
  ///   - registration: what to register.
  ///   - cluster: where.
  ///   - externalAddress: what completes an address without host for version 2, whose server does not. Go: EXTERNAL_IP.
  public convenience init(_ registration: Registration, with cluster: DiscoverdCluster, externalAddress: String? = nil)
  {
    self.init(registration, with: cluster, externalAddress: externalAddress) { _ in }
  }

  init(
    _ registration: Registration, with cluster: DiscoverdCluster, externalAddress: String?,
    noteServer: @escaping @Sendable (ServerNote) -> Void
  ) {
    let newest = Newest(Told())
    self.newest = newest
    let (peers, attributes) = (cluster.peers, registration.attributes)
    let arguments = RPCArguments(
      name: registration.name, address: registration.address, attributes: attributes.isEmpty ? nil : attributes)
    let isBare = registration.address.hasPrefix(":")
    let address = isBare ? (externalAddress ?? "") + registration.address : registration.address
    let report: @Sendable (RegistrationEvent) -> Void = { event in
      newest.change { $0 = Told(event: event, number: $0.number + 1) }
      guard case .ended = event else { return }
      newest.finish()
      noteServer(.isOver)
    }
    let rpc: @Sendable (Int) -> RPCRegistrationConversation = {
      RPCRegistrationConversation(arguments, peers: peers, firstNumber: $0)
    }
    let http: @Sendable (Int) -> HTTPRegistrationConversation = {
      HTTPRegistrationConversation(
        registration.name, address: address, attributes: attributes, peers: peers, firstNumber: $0)
    }
    switch cluster.api {
    case .v1: session = Session(rpc(1), patience: cluster.patience, noteServer: noteServer, report: report)
    case .v2: session = Session(http(1), patience: cluster.patience, noteServer: noteServer, report: report)
    case .auto:
      let talk = DetectingConversation(rpc: rpc, http: http) { if case .registered = $0 { true } else { false } }
      session = Session(talk, patience: cluster.patience, noteServer: noteServer, report: report)
    }
  }

  /// Once it ends, it does so by itself and within a limited time, even if nobody waits for that.
  deinit { if !isEnding.load(ordering: .relaxed) { session.stop() } }

  /// What happens, from what happened last on, until it is over; what a slow reader misses is not kept.
  public var events: ChangeSequence<RegistrationEvent> {
    newest.changes(of: self) { old, new in old?.number == new.number ? [] : new.event.map { [$0] } ?? [] }
  }

  /// Takes the instance back: ``events`` ends after the server's answer, or five seconds. Go: `Client.Unregister`.
  public func unregister() {
    isEnding.store(true, ordering: .relaxed)
    session.ask(.unregister)
  }

  /// Registers other attributes from now on; the age stays. Go: registering again.
  public func change(attributes: [String: String]) { session.ask(.change(attributes)) }

  /// What comes after `change`'s attributes were sent, or after the start; with `passesOverLoss` the first word of a server.
  func outcome(since number: Int = 0, passesOverLoss: Bool = false) async -> RegistrationEvent {
    for await told in newest.changes(of: self, { [$1] as [Told] }) where told.number > number {
      if case .lost = told.event, passesOverLoss { continue }
      if let event = told.event { return event }
    }
    return newest.value.event ?? .ended(error: nil)
  }

  /// What happened last.
  var lastEvent: RegistrationEvent? { newest.value.event }

  /// The number of what happened last.
  var lastNumber: Int { newest.value.number }
}
