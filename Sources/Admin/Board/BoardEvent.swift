package import Discovery

/// What has changed, as who watches is told.
package enum BoardEvent: Sendable, Equatable {
  /// A service, or its instances; absent once nothing is known about it.
  case service(name: String, Service?)
  /// Who leads a service.
  case leader(name: String, Endpoint?, before: Endpoint?)
  /// A source, by rank, cannot be reached, or can again.
  case source(rank: Int, isGone: Bool)
}
