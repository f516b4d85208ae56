/// A zone that was found for the message in hand. To count a reference to it, as an object that is returned does, takes locked memory
/// twice: as long as to write three records.
///
/// It stays because the responder's copy of the set of zones, in which it was found, is replaced by `Responder.enter()` alone: whoever
/// finds one makes no further use of it behind that.
@safe struct ZoneInHand {
  private let reference: Unmanaged<ServedZone>

  /// A zone out of a set that stays while a message is in hand.
  @unsafe init(_ zone: ServedZone) { unsafe reference = .passUnretained(zone) }

  /// Lends the zone.
  @inline(__always) func use<Result>(_ body: (ServedZone) -> Result) -> Result {
    // Its set has it, as said above.
    unsafe reference._withUnsafeGuaranteedRef(body)
  }
}
