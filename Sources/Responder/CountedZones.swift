package import DNSWire
internal import HostSystem

/// The zones whose answers are counted apart, each at a place that it keeps when zones are read again.
package final class CountedZones: Sendable {
  private let origins = Guarded<[Name]>([])

  /// The place of names that are in none of our zones.
  package static let none = 0
  /// The place of zones that are not counted apart.
  package static let others = 1
  private static let first = 2
  /// As many zones are counted apart: more than a host serves by hand, few enough for each worker's memory to stay small.
  package static let maximumCount = 32
  static let places = first + maximumCount

  /// No zone is counted apart yet.
  package init() {}

  /// The place of a zone: one of its own, as long as there are any.
  package func place(of origin: Name) -> Int {
    origins.withLock { origins in
      let origin = origin.lowercased
      if let index = origins.firstIndex(of: origin) { return Self.first + index }
      guard origins.count < Self.maximumCount else { return Self.others }
      origins.append(origin)
      return Self.first + origins.count - 1
    }
  }

  /// What a place is called: its zone's name with the dot at the end, `none` or `others`.
  package func name(of place: Int) -> String {
    guard place >= Self.first else { return place == Self.none ? "none" : "others" }
    return origins.withLock { $0.indices.contains(place - Self.first) ? "\($0[place - Self.first])" : "others" }
  }
}
