internal import Discovery

/// Whose turn it is among a service's endpoints: each follows the one before, also where others come and go meanwhile.
struct Turn {
  private var last: Endpoint?
  private var place: Int

  /// Begins anywhere, so that clients are not in step.
  init(random: Int = .random(in: 0..<Int.max)) { place = random }

  /// The next of `endpoints`, of which there is at least one.
  mutating func next(of endpoints: [Endpoint]) -> Endpoint {
    if let last, let index = endpoints.firstIndex(of: last) { place = index + 1 }
    place %= endpoints.count
    last = endpoints[place]
    return endpoints[place]
  }
}
