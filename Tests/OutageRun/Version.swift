/// What a service is from some moment on, and how an answer has to look that says so.
struct Version: Sendable {
  /// Addresses, the oldest instance's first.
  var addresses: [String]
  var likeness = Likeness.inOrder
  /// No answer may say so that came before.
  var issued: ContinuousClock.Instant
  /// From then on the live source is known to say so; earlier versions have had their time once the bound is over, too.
  var confirmed: ContinuousClock.Instant?

  /// What of an answer has to be as it is here.
  enum Likeness: Sendable {
    /// The addresses, and, where an answer has an order, that.
    case inOrder
    /// The addresses, where nobody knows who is older.
    case inAnyOrder
    /// Some of them, at least one: they are being registered.
    case inPart
  }

  /// Whether an answer says so.
  func fits(_ answer: ShownAnswer) -> Bool {
    switch likeness {
    case .inOrder where answer.isOrdered: answer.addresses == addresses
    case .inOrder, .inAnyOrder:
      answer.addresses.count == addresses.count && Set(answer.addresses) == Set(addresses)
    case .inPart: !answer.addresses.isEmpty && Set(answer.addresses).isSubset(of: addresses)
    }
  }
}

/// What is wrong with an answer.
enum Mistake: String, Codable, Sendable, CaseIterable {
  /// No answer came in time.
  case lost
  /// NXDOMAIN for a service that existed.
  case nameError
  /// SERVFAIL, or any other response code but NOERROR.
  case failure
  /// No message that libldns can read.
  case unreadable
  /// A set of instances that never was, or not yet.
  case unknownSet
  /// A set that the live source had replaced, or one after a newer one was answered.
  case outdated
  /// Stale where the source was there, or with a TTL of more than two seconds.
  case wronglyStale
}
