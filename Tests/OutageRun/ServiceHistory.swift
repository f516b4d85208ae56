/// What one service was and is: versions that follow each other, and how far answers have come.
struct ServiceHistory: Sendable {
  private(set) var versions: [Version] = []
  /// The newest version that was answered, when first, and the one before it: a question that was sent before may still get that.
  private var (floor, previousFloor) = (0, 0)
  private var floorTime: ContinuousClock.Instant?
  /// Whether the last answer said the newest version, and was not stale.
  private(set) var isSettled = false

  /// A service that its live source has had from the start.
  init(_ addresses: [String], at time: ContinuousClock.Instant) {
    versions = [Version(addresses: addresses, issued: time, confirmed: time)]
  }

  /// The newest version.
  var newest: Version { versions[versions.count - 1] }

  /// Versions before so many are forgotten: they had their time, and a run of an hour has thousands.
  private static let maximumVersions = 64

  /// Adds what the service is from now on.
  mutating func add(_ version: Version) {
    versions.append(version)
    isSettled = false
    guard versions.count > Self.maximumVersions else { return }
    versions.removeFirst()
    (floor, previousFloor) = (max(floor - 1, 0), max(previousFloor - 1, 0))
  }

  /// Notes that the live source says the newest version.
  mutating func confirm(at time: ContinuousClock.Instant) { versions[versions.count - 1].confirmed = time }

  /// Holds an answer against the versions.
  ///
  /// - Parameters:
  ///   - answer: what came.
  ///   - sent: when it was asked for.
  ///   - received: when it came.
  ///   - bound: how long earlier versions may be answered once the live source says a later one.
  /// - Returns: what is wrong, if anything is.
  mutating func mistake(
    in answer: ShownAnswer, sent: ContinuousClock.Instant, received: ContinuousClock.Instant, bound: Duration
  ) -> Mistake? {
    let fitting = versions.indices.filter { versions[$0].fits(answer) && versions[$0].issued <= received }
    guard let last = fitting.last else { return .unknownSet }
    let lowest = floorTime.map { sent > $0 } ?? true ? floor : previousFloor
    guard let place = fitting.first(where: { $0 >= lowest }) else { return .outdated }
    isSettled = last == versions.count - 1 && !answer.isStale
    if place > floor { (previousFloor, floor, floorTime) = (floor, place, received) }
    let isOutlived = versions[(last + 1)...].contains { $0.confirmed.map { sent > $0 + bound } ?? false }
    return isOutlived ? .outdated : nil
  }
}
