/// What the limit on instances refused of a source. Only how many there are is kept, not the instances: the limit is to bound memory.
struct Refusals: Sendable {
  /// By service, and by the spelling of its name.
  private(set) var services: [String: [String: Refusal]] = [:]
  /// Of all that a listing source has; after it a source's changes do not make its listing complete.
  var listing: Refusal?

  /// So many refused services of a source are kept apart; with more all that it lists counts as refused, so that names do not fill the
  /// memory either.
  static let maximumServices = 10_000

  /// As many instances as were refused, and whether the source was asked for them again since.
  struct Refusal: Sendable {
    var count: Int
    var isAskedAgain = false
  }

  /// Notes that as many instances were refused under a spelling of a service's name.
  mutating func add(_ count: Int, of name: String, _ spelling: String) {
    services[name, default: [:]][spelling] = Refusal(count: count)
  }

  /// Notes that what was refused under a spelling of a service's name counts no longer.
  mutating func remove(_ name: String, _ spelling: String) {
    services[name]?[spelling] = nil
    if services[name]?.isEmpty == true { services[name] = nil }
  }

  /// Notes that the source was asked again for all, or for one service.
  mutating func noteAsked(for name: String? = nil) {
    for name in name.map({ [$0] }) ?? Array(services.keys) {
      services[name] = services[name]?.mapValues { Refusal(count: $0.count, isAskedAgain: true) }
    }
    if name == nil { listing?.isAskedAgain = true }
  }

  /// Notes that a listing of as many instances was refused: the services count as parts of it from now on.
  mutating func merge(into count: Int) { (services, listing) = ([:], Refusal(count: count)) }
}
