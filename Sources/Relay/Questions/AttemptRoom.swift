/// How many attempts may be open: in all, and with one upstream.
struct AttemptRoom<Key: Hashable> {
  private(set) var total = 0
  private var ofUpstreams: [Key: Int] = [:]
  /// As many as there are file descriptors: over UDP each is a socket.
  let maximum: Int

  /// Attempts open with one upstream: at 20 ms for an answer that is 100,000 questions a second, and what is silent keeps no
  /// more sockets than this.
  static var maximumOfUpstream: Int { 2_000 }

  init(maximum: Int) { self.maximum = maximum }

  /// The most attempts that are ever open with one upstream.
  var mostOfUpstream: Int { min(Self.maximumOfUpstream, maximum / 2) }

  /// Counts an attempt, if there is room for it. An upstream may have as many open as are left, as a group of them in
  /// ``QuestionBounds``; those beside another of the same question half of that, so that they keep no first one out.
  mutating func take(_ upstream: Key, isRepeated: Bool = false) -> Bool {
    let bound = min(Self.maximumOfUpstream, maximum - total)
    guard ofUpstreams[upstream, default: 0] < (isRepeated ? bound / 2 : bound) else { return false }
    total += 1
    ofUpstreams[upstream, default: 0] += 1
    return true
  }

  /// Counts an attempt as over.
  mutating func release(_ upstream: Key) {
    total -= 1
    ofUpstreams.decrement(upstream)
  }
}
