internal import LocalFiles

/// A configuration file in YAML or JSON: keys of one table, with their values and lines. What a value means is for others to say.
package struct SettingsFile: Sendable {
  /// One text of a key; one that may have several has a value for each.
  package struct Value: Sendable, Equatable {
    package let key: String
    /// `true` and `false` are texts, too.
    package let text: String
    /// The line, from 1.
    package let line: Int
  }

  package let path: String
  /// In the order of the file.
  package private(set) var values: [Value]
  /// What the file consists of, to tell whether it has changed since.
  package let checksum: String

  /// The largest file, in octets: names of ten thousand services take a quarter of it.
  package static let maximumLength = 1 << 20

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: where it is; JSON where its name ends with `.json`, else YAML.
  ///   - keys: what it may have.
  /// - Throws: ``SettingsFileError`` with all that is wrong with it.
  package init(_ path: String, keys: [SettingKey]) throws(SettingsFileError) {
    let (file, problems) = Self.reading(path, keys: keys)
    guard let file, problems.isEmpty else { throw SettingsFileError(problems) }
    self = file
  }

  /// Reads what a file consists of.
  ///
  /// - Parameters:
  ///   - path: what it is called, as for a file that is read from a disk.
  ///   - octets: at most ``maximumLength``.
  ///   - keys: what it may have.
  /// - Throws: ``SettingsFileError`` with all that is wrong with it.
  package init(_ path: String, _ octets: [UInt8], keys: [SettingKey]) throws(SettingsFileError) {
    let (file, problems) = Self.reading(path, octets, keys: keys)
    guard let file, problems.isEmpty else { throw SettingsFileError(problems) }
    self = file
  }

  private init(_ path: String, _ values: [Value], checksum: String) {
    (self.path, self.values, self.checksum) = (path, values, checksum)
  }

  /// Reads a file as far as it can be read.
  ///
  /// - Parameters:
  ///   - path: where it is; JSON where its name ends with `.json`, else YAML.
  ///   - keys: what it may have.
  /// - Returns: the values that are right, absent where it has no keys, and all that is wrong with the others.
  package static func reading(
    _ path: String, keys: [SettingKey]
  ) -> (file: SettingsFile?, problems: [SettingsProblem]) {
    do throws(FileError) {
      return reading(path, try LocalFile.read(path, limit: maximumLength), keys: keys)
    } catch {
      return (nil, [SettingsProblem(path, error.reason)])
    }
  }

  private static func reading(
    _ path: String, _ octets: [UInt8], keys: [SettingKey]
  ) -> (file: SettingsFile?, problems: [SettingsProblem]) {
    do throws(SettingsProblem) {
      var reading = SettingsReading(try SettingsText(path: path, octets: octets), keys: keys)
      let values = try reading.values()
      return (SettingsFile(path, values, checksum: Checksum.fnv1a(octets)), reading.problems)
    } catch {
      return (nil, [error])
    }
  }

  /// The file as if only these values were in it.
  package func with(_ values: [Value]) -> SettingsFile {
    var file = self
    file.values = values
    return file
  }

  /// What ``checksum`` would be now; absent where the file can't be read.
  package static func checksum(of path: String) -> String? {
    (try? LocalFile.read(path, limit: maximumLength)).map(Checksum.fnv1a)
  }

  /// The keys of a file, whatever is behind them; none where they can't be read.
  package static func keys(of path: String) -> [String] {
    guard let octets = try? LocalFile.read(path, limit: maximumLength),
      let text = try? SettingsText(path: path, octets: octets), let outline = try? SettingsOutline(text)
    else { return [] }
    return outline.entries.map(\.key)
  }
}
