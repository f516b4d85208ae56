internal import Logging
internal import UnixSignals

/// Reading the configuration again at a signal.
extension PilotedBackends {
  /// Reads the configuration again and asks anew at each SIGHUP, until the task is cancelled. A library does not take signals by
  /// itself: this is for programs whose ContainerPilot sends one.
  public func reloadAtHangUps() async {
    for await _ in await UnixSignalsSequence(trapping: .sighup) {
      do throws(ConfigurationError) {
        try reload()
      } catch {
        logger.error(
          "\(error); the backends stay as they were", metadata: ["file": "\(error.source)", "error": "\(error)"])
      }
      await refresh()
    }
  }
}
