/// Why a set of instances is not its source's present word, and since when.
struct Doubt: Sendable, Equatable {
  /// When the source was last known to say so.
  var since: Duration
  var reason: Reason

  enum Reason: Sendable, Equatable {
    /// It was saved by an earlier run, and the source has not answered this one.
    case restored
    /// The source cannot be asked.
    case lost
    /// The source can be asked, but not about this service.
    case failed
    /// The source says that there are no instances any more, which is doubted for now.
    case held
    /// The source says otherwise, which the limit on instances refused.
    case refused
  }

  /// Whether the instances grow old by it: a source that says otherwise is there, whether or not that is believed or taken in.
  var isAgeing: Bool { reason != .held && reason != .refused }

  /// Whether it makes this one service stale: where the source is gone, that makes all of its services so.
  var isOfServiceAlone: Bool { reason != .lost }
}
