/// How long an answer may be kept.
package struct Lifetime: Sendable, Equatable {
  /// Whole seconds; 0 means that it is for those alone who ask at the same time.
  package let seconds: UInt32

  package init(seconds: UInt32) { self.seconds = seconds }

  /// The highest TTL, in seconds; a higher one counts as 0 (RFC 2181 section 8).
  package static let maximumTTL: UInt32 = 0x7FFF_FFFF
  /// The longest that records are kept, in seconds: a day, so that a wrong TTL of weeks heals (RFC 8767 section 4 lets a cap be
  /// set, and suggests days to a week).
  package static let maximumPositive: UInt32 = 86_400
  /// The longest that a name's or type's absence is kept, in seconds: three hours, of RFC 2308 section 5's one to three.
  package static let maximumNegative: UInt32 = 10_800
}
