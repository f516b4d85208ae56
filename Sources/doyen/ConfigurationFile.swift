internal import ArgumentParser
internal import Logging
internal import SettingsFile

extension Environment {
  /// The same with the configuration file behind it that `--config` or DOYEN_CONFIG names, if one does.
  ///
  /// - Throws: `ValidationError` with all that is wrong with the file, its values apart: of these only what counts has to be right.
  func readingConfiguration(_ given: String?) throws -> Environment {
    guard let setting = values(given, "--config", "DOYEN_CONFIG") else { return self }
    do throws(SettingsFileError) {
      return Environment(variables, file: try SettingsFile(setting.text, keys: ServeKeys.all))
    } catch {
      throw ValidationError("\(error)")
    }
  }
}

extension SettingsFile {
  /// Says in the log where the file is not what it was at the start, and what would be wrong with it at the next one.
  func reportChange(_ logger: Logger) {
    guard Self.checksum(of: path) != checksum else { return }
    for problem in ConfigurationCheck.problems(path) { logger.error("\(problem); the next start would fail") }
    logger.notice("\(path) has changed: that counts from the next start on")
  }
}
