/// Who is told what becomes of attempts; on the event loop.
protocol AttemptOwner: AnyObject {
  /// A message came, whatever it is.
  func receive(_ message: [UInt8], for key: AttemptKey)
  /// It came to nothing, and nothing more comes.
  func fail(_ key: AttemptKey, _ failure: AttemptFailure)
}
