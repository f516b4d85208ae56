/// How long what a source said is used while the source does not say so any more.
public struct StalenessLimits: Sendable, Equatable {
  /// Instances whose source has not confirmed them for so long are dropped; zero: as soon as their source is gone.
  public var maximumAge: Duration
  /// How long a service's last instances are kept, as stale, where they all go at once right after their source was gone; zero: not at
  /// all.
  public var emptyGrace: Duration

  /// A day: over a night, and until somebody is there to mend the source.
  public static let defaultMaximumAge = Duration.seconds(86_400)
  /// Ten seconds: services register again within five of their backend's restart, so twice as long; and a service that is really gone
  /// is not named for long.
  public static let defaultEmptyGrace = Duration.seconds(10)
  /// For so long after a source was gone, a service that loses all of its instances at once is doubted: a backend that was restarted
  /// has its registrations, its leader and its peers back by then.
  static let unsettledTime = Duration.seconds(30)

  /// A source that is gone again within the grace time, and back without instances, gets a new one, since it may have been restarted
  /// twice; but for no more than so many grace times, in which it is there: one that comes and goes would keep them for ever.
  static let maximumGraces = 3

  /// Limits of their parts.
  public init(maximumAge: Duration = defaultMaximumAge, emptyGrace: Duration = defaultEmptyGrace) {
    (self.maximumAge, self.emptyGrace) = (maximumAge, emptyGrace)
  }
}
