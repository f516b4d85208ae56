internal import Discovery
internal import PacketContest

/// Services that a subject's input has told of, as clients see them.
enum ShownServices {
  private static let contest = Turns { try ServicesContest() }

  /// What is wrong with the answers about services; absent where nothing is.
  static func complaint(about services: [String: ServiceSet]) -> String? {
    contest.withLock { $0.complaint(about: services) }
  }
}
