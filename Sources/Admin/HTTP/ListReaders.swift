internal import Synchronization

/// Who reads the list of all services at the moment: each keeps the services as they were when it asked, and of those that have changed
/// since there are then two.
final class ListReaders: Sendable {
  private let count = Atomic<Int>(0)

  /// As many read at once: a page and its few tools, and not many times the memory of a large catalog.
  static let maximumCount = 8

  /// One reader's place, free again at the end of its life.
  final class Place: Sendable {
    private let readers: ListReaders

    fileprivate init(_ readers: ListReaders) { self.readers = readers }

    deinit { readers.count.subtract(1, ordering: .relaxed) }
  }

  /// A place; absent where there is none.
  func take() -> Place? {
    let place = Place(self)
    return count.add(1, ordering: .relaxed).newValue <= Self.maximumCount ? place : nil
  }
}
