internal import Synchronization

/// What a relay has done so far, and what it keeps; read from anywhere.
package final class RelayCounters: Sendable {
  /// One count.
  package enum Count: Int, CaseIterable, Sendable {
    /// Questions of clients.
    case asked
    /// Answered from the cache in time, and past their time because no upstream answered.
    case fromCache, stale
    /// Answered together with an equal one that was open already.
    case shared
    /// Asked for in vain in the cache.
    case cacheMisses
    /// Refused because too many were open.
    case refused
    /// Not answered because no upstream had room for one more question.
    case noRoom
    /// Attempts sent over UDP, and over TCP or TLS.
    case sentOverUDP, sentOverTCP
    /// How often an upstream has not answered a question in its time, and questions that none answered, not even before.
    case timeouts, failed
    /// What the cache holds now, the octets it takes, and answers that were pushed out for want of room so far.
    case cacheEntries, cacheOctets, cacheEvicted
    /// Questions of clients that are open now, and attempts.
    case openQuestions, openAttempts
  }

  private let cells: [Cell] = Count.allCases.map { _ in Cell() }

  private final class Cell: Sendable { let value = Atomic<Int>(0) }

  package init() {}

  /// The present value.
  package subscript(_ count: Count) -> Int { cells[count.rawValue].value.load(ordering: .relaxed) }

  /// Counts some more; by the owner alone.
  func add(_ count: Count, _ more: Int = 1) { cells[count.rawValue].value.wrappingAdd(more, ordering: .relaxed) }

  /// Sets what comes and goes; by the owner alone.
  func set(_ count: Count, _ value: Int) { cells[count.rawValue].value.store(value, ordering: .relaxed) }
}
