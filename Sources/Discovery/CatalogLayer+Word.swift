extension Catalog.Layer {
  /// What a source says about a service without instances; of several sources the highest counts.
  enum Word: Int, Comparable, Sendable {
    /// It has none.
    case nothing
    /// It lists the service, without instances.
    case listed
    /// It could be asked, but not about this.
    case failed
    /// It could not be asked.
    case gone
    /// It has not answered yet.
    case waiting

    static func < (left: Word, right: Word) -> Bool { left.rawValue < right.rawValue }
  }
}
