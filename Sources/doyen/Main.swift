internal import ArgumentParser
internal import Dispatch

/// Where the program starts.
@main
enum Main {
  /// Runs the command on other threads, while this one waits for it.
  ///
  /// An asynchronous `main` would give the main thread up, and the C library would take it for one that is ending: `setuid`
  /// passes over such threads, so that it would stay root for good.
  static func main() {
    let end = DispatchSemaphore(value: 0)
    Task { @concurrent in
      await Doyen.main(ConsulOptions.completed(Array(CommandLine.arguments.dropFirst())))
      end.signal()
    }
    end.wait()
  }
}
