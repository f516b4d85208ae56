package import LocalFiles

/// A file that a saver keeps up to date with a state.
package protocol SavedFile: Sendable {
  /// What is to be saved.
  associatedtype State: Sendable

  /// Where it is.
  var path: String { get }
  /// What is in it, a plural, for the log.
  static var content: String { get }
  /// Without any change it is written this often; absent: never.
  static var refreshInterval: Duration? { get }
  /// How soon it is written again.
  static var pace: SavingPace { get }

  /// Puts a state into the place of the one before. May wait in the kernel.
  ///
  /// - Throws: ``FileError``; what was saved before is as it was.
  func write(_ state: State) throws(FileError)
}
