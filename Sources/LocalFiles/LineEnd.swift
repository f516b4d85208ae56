extension Character {
  /// Whether it ends a line, as C programs read files: what else Unicode calls the end of one is a space in the midst of it.
  package var endsLine: Bool { self == "\n" || self == "\r\n" }
}
