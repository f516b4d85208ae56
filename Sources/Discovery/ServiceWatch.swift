internal import Synchronization

/// One service, followed for as long as this lives. Go: `discoverd.ServiceSet`, the live one.
///
/// Reading never waits, and a reader of a sequence that is slow misses what was replaced meanwhile: nobody holds another up.
public final class ServiceWatch: Sendable {
  /// The service's name.
  public let name: String
  private let attributes: [String: String]
  private let shared: Shared

  /// What is known about the service.
  public enum Status: Sendable, Equatable {
    /// The backend has not answered yet.
    case waiting
    /// The set is what the backend has.
    case current
    /// The backend is gone; the set is what it said last.
    case lost(reason: String)
    /// The watch was closed; the set is as it was.
    case closed
  }

  struct State: Sendable {
    var set = ServiceSet.empty
    var status = Status.waiting
    /// The instance that this program registered itself, if any.
    var own: OwnInstance?
    /// Whether the set was complete at any time.
    var hasBeenCurrent = false
  }

  /// An instance that is left out of those to talk to, and counts for the leader only while it is registered.
  struct OwnInstance: Sendable, Equatable {
    let endpoint: Endpoint
    var isRegistered: Bool
  }

  private final class Shared: Sendable {
    let newest = Newest(State())
    private let task: Task<Void, Never>

    init(_ name: String, of source: some DiscoverySource) {
      task = Task { [newest] in
        for await event in source.watch(name) { newest.change { $0.receive(event) } }
        newest.change { $0.status = .closed }
        newest.finish()
      }
    }

    deinit { close() }

    func close() {
      task.cancel()
      newest.change { $0.status = .closed }
      newest.finish()
    }
  }

  /// Follows the service `name` of a source. Go: `Client.NewServiceSet`.
  public convenience init(_ name: String, of source: some DiscoverySource) {
    self.init(name, [:], Shared(name, of: source))
  }

  private init(_ name: String, _ attributes: [String: String], _ shared: Shared) {
    (self.name, self.attributes, self.shared) = (name, attributes, shared)
  }

  /// The same watch, showing only instances whose attributes have all of these values; an instance whose attributes cease to
  /// match is gone from it. Go: `ServiceSet.Filter`.
  public func filtered(by attributes: [String: String]) -> ServiceWatch {
    ServiceWatch(name, self.attributes.merging(attributes) { $1 }, shared)
  }

  /// How the watch stands.
  public var status: Status { shared.newest.value.status }

  /// Whether the backend has answered at any time: while it is gone, the set is what it said last.
  public var hasBeenCurrent: Bool { shared.newest.value.hasBeenCurrent }

  /// The set as it is known now, with the instance that this program registered itself.
  public var set: ServiceSet { Self.shown(shared.newest.value, attributes, withOwn: true) }

  /// The instances by age, without the one that this program registered itself. Go: `ServiceSet.Services`.
  public var instances: [Instance] { Self.shown(shared.newest.value, attributes, withOwn: false).instances }

  /// The leader, which may be the instance that this program registered itself. Go: `ServiceSet.Leader`.
  public var leader: Instance? { self.set.leader }

  /// The endpoint that this program registered itself. Go: `ServiceSet.SelfAddr`.
  public var ownEndpoint: Endpoint? { shared.newest.value.own?.endpoint }

  /// The instances whose attributes have all of these values, by age. Go: `ServiceSet.Select`.
  public func select(_ attributes: [String: String]) -> [Instance] { instances.filter { $0.matches(attributes) } }

  /// Every state of the set from the first complete one on; unread, the newest is kept.
  public var sets: ChangeSequence<ServiceSet> {
    let attributes = attributes
    return shared.newest.changes(of: shared) { old, new -> [ServiceSet] in
      guard new.hasBeenCurrent else { return [] }
      let set = Self.shown(new, attributes, withOwn: true)
      return old?.hasBeenCurrent == true && old.map { Self.shown($0, attributes, withOwn: true) } == set ? [] : [set]
    }
  }

  /// The leader now, once the set is complete, and then every other one; none while there is none. Go: `ServiceSet.Leaders`.
  public var leaders: ChangeSequence<Instance?> {
    let attributes = attributes
    return shared.newest.changes(of: shared) { old, new -> [Instance?] in
      guard new.hasBeenCurrent else { return [] }
      let leader = Self.shown(new, attributes, withOwn: true).leader
      let before = old.map { Self.shown($0, attributes, withOwn: true).leader }
      let isSame =
        old?.hasBeenCurrent == true && before??.endpoint == leader?.endpoint
        && before??.created == leader?.created
      return isSame ? [] : [leader]
    }
  }

  /// What changes, instance by instance; what comes and goes between two looks of a slow reader cancels out. Go:
  /// `ServiceSet.Watch`.
  ///
  /// - Parameter includingPresent: whether the present instances come first, each as ``ServiceUpdate/up(_:)``.
  /// - Returns: the changes, as long as the watch lasts.
  public func updates(includingPresent: Bool = true) -> ChangeSequence<ServiceUpdate> {
    let attributes = attributes
    return shared.newest.changes(of: shared, startsNow: !includingPresent) { old, new -> [ServiceUpdate] in
      let known = old?.hasBeenCurrent == true ? old : nil
      guard new.hasBeenCurrent, known != nil || includingPresent else { return [] }
      let before = known.map { Self.shown($0, attributes, withOwn: true) } ?? .empty
      return ServiceUpdate.updates(from: before, to: Self.shown(new, attributes, withOwn: true))
    }
  }

  /// How the watch stands now and whenever that changes.
  public var statuses: ChangeSequence<Status> {
    shared.newest.changes(of: shared) { $0?.status == $1.status ? [] : [$1.status] }
  }

  /// Ends the watch and all its sequences, those of filtered ones too, at once and for good. Go: `ServiceSet.Close`.
  public func close() { shared.close() }

  /// Names the instance that this program registered itself.
  package func setOwn(_ endpoint: Endpoint, isRegistered: Bool) {
    shared.newest.change { $0.own = OwnInstance(endpoint: endpoint, isRegistered: isRegistered) }
  }

  /// The set of a state as the watch shows it.
  private static func shown(_ state: State, _ attributes: [String: String], withOwn: Bool) -> ServiceSet {
    let set = state.set.filtered(by: attributes)
    guard let own = state.own, !withOwn || !own.isRegistered else { return set }
    return set.without(own.endpoint)
  }
}

extension ServiceWatch.State {
  fileprivate mutating func receive(_ event: WatchEvent) {
    switch event {
    case .current(let set): (self.set, status, hasBeenCurrent) = (set, .current, true)
    case .lost(let reason): status = .lost(reason: reason)
    case .failed(let reason, let known):
      status = .lost(reason: reason)
      if let known, !known.instances.isEmpty || hasBeenCurrent { (set, hasBeenCurrent) = (known, true) }
    }
  }
}
