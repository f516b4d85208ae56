/// What a source says about one service it watches. State, not change: only the newest event matters.
public enum WatchEvent: Sendable, Equatable {
  /// The instances as the backend has them now; empty where it knows none.
  case current(ServiceSet)
  /// The backend cannot be reached, or talks nonsense; what it said last may be out of date. The watch goes on trying.
  case lost(reason: String)
  /// The backend can be reached and does not tell about this service, or not about all of it: of that alone what it said last may
  /// be out of date. Instances that are known stand in the place of the last ones.
  case failed(reason: String, known: ServiceSet?)
}

/// A backend that is asked service by service, such as discoverd.
public protocol DiscoverySource: Sendable {
  /// The events of one service: unending, kept to the newest while nobody reads. Ending the iteration ends the watch.
  associatedtype Watch: AsyncSequence & Sendable where Watch.Element == WatchEvent, Watch.Failure == Never

  /// What log lines call it, such as `discoverd 127.0.0.1:1111`.
  var name: String { get }

  /// Watches the service `name`. Go: `Client.NewServiceSet`.
  func watch(_ name: String) -> Watch
}

/// What a source that knows all of its services says.
public enum ListingEvent: Sendable, Equatable {
  /// Every service there is; those not named are gone.
  case all([String: ServiceSet])
  /// The services that changed since; without instances: gone.
  case changed([String: ServiceSet])
  /// The source cannot be reached; what it said last may be out of date. What it says next is all it has.
  case lost(reason: String)
}

/// A source that lists its services by itself, such as a services file.
public protocol ListingSource: Sendable {
  /// The events: ``ListingEvent/all(_:)`` first, then changes, none of them dropped.
  associatedtype Listing: AsyncSequence & Sendable where Listing.Element == ListingEvent, Listing.Failure == Never

  /// What log lines call it, such as `services file services.json`.
  var name: String { get }

  /// All services, and from then on what changes.
  func listing() -> Listing

  /// Where events are best taken in: on the thread that they come from. Absent: anywhere.
  var executor: (any TaskExecutor)? { get }
}

extension ListingSource {
  /// Events are taken in anywhere.
  public var executor: (any TaskExecutor)? { nil }
}
