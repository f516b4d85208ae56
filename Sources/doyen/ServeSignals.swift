internal import UnixSignals

/// The signals that have a server do something, taken from the very start: before it serves, they must not end it.
struct ServeSignals: Sendable {
  /// Files are to be read again.
  let reload: UnixSignalsSequence
  /// The state is to be logged.
  let report: UnixSignalsSequence

  /// Takes the signals from now on; one that comes before it is asked for counts then.
  init() async {
    reload = await UnixSignalsSequence(trapping: .sighup)
    report = await UnixSignalsSequence(trapping: .sigusr1)
  }
}
