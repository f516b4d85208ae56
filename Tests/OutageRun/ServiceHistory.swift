/// What one service was and is: versions that follow each other, and how far answers have come.
struct ServiceHistory: Sendable {
  private(set) var versions: [Version] = []
  /// The versions that were the newest that was answered, and when each came first: a question that was sent before may still get what
  /// was so by then.
  private var floors: [(place: Int, time: ContinuousClock.Instant)] = []
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
    floors = floors.suffix(Self.maximumVersions).map { (max($0.place - 1, 0), $0.time) }
  }

  /// Notes that the live source says the newest version.
  mutating func confirm(at time: ContinuousClock.Instant) { versions[versions.count - 1].confirmed = time }

  /// Holds an answer against the versions.
  ///
  /// - Parameters:
  ///   - answer: what came.
  ///   - sent: when it was asked for.
  ///   - received: when it came.
  ///   - stoodStill: when the machine last stood still for long, if it did.
  ///   - bound: how long earlier versions may be answered once the live source says a later one, or the machine goes on.
  /// - Returns: what is wrong, if anything is.
  mutating func mistake(
    in answer: ShownAnswer, sent: ContinuousClock.Instant, received: ContinuousClock.Instant,
    stoodStill: ContinuousClock.Instant?, bound: Duration
  ) -> Mistake? {
    let fitting = versions.indices.filter { versions[$0].fits(answer) && versions[$0].issued <= received }
    guard let last = fitting.last else { return .unknownSet }
    let lowest = floors.last { $0.time < sent }?.place ?? 0
    guard let place = fitting.first(where: { $0 >= lowest }) else { return .outdated }
    isSettled = last == versions.count - 1 && !answer.isStale
    if place > floors.last?.place ?? 0 { floors.append((place, received)) }
    // An answer says how it was at some moment between question and receipt, so all of that counts, not the moment of reading.
    let isOutlived = versions[(last + 1)...].contains {
      $0.confirmed.map { sent > max($0, stoodStill ?? $0) + bound } ?? false
    }
    return isOutlived ? .outdated : nil
  }
}
