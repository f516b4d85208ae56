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

extension ServeSettings {
  /// Says in the log where the configuration file is not what it was at the start, and what would be wrong, with the same flags and
  /// variables, at the next one.
  func reportFileChange(_ logger: Logger) {
    guard let file, SettingsFile.checksum(of: file.path) != file.checksum else { return }
    do {
      let environment = try Environment.process.readingConfiguration(file.path)
      _ = try ServeSettings(flags, environment: environment)
    } catch {
      logger.error("\(error); the next start would fail", metadata: ["file": "\(file.path)", "error": "\(error)"])
    }
    logger.notice("\(file.path) has changed: that counts from the next start on", metadata: ["file": "\(file.path)"])
  }
}
