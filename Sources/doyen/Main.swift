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
    StandardStream.fillClosed()
    let end = DispatchSemaphore(value: 0)
    Task { @concurrent in
      await run(ConsulOptions.completed(Array(CommandLine.arguments.dropFirst())))
      end.signal()
    }
    end.wait()
  }

  /// Runs the command that the arguments name; ends the program where there is an error.
  private static func run(_ arguments: [String]) async {
    do {
      var command = try Doyen.parseAsRoot(arguments)
      do {
        try await run(&command)
      } catch let error as ValidationError {
        refuse(error, type(of: command))
      }
    } catch {
      Doyen.exit(withError: error)
    }
  }

  private static func run(_ command: inout any ParsableCommand) async throws {
    guard var asynchronous = command as? any AsyncParsableCommand else { return try command.run() }
    try await asynchronous.run()
  }

  /// Says what is wrong with an argument, and how its command is used: `exit` would say how the one is used that all are part of.
  private static func refuse(_ error: ValidationError, _ command: any ParsableCommand.Type) -> Never {
    let name = "\(Doyen.configuration.commandName ?? "") \(command.configuration.commandName ?? "")"
    StandardStream.error.tell(
      """
      Error: \(error.message)
      Usage: \(Doyen.usageString(for: command))
        See '\(name) --help' for more information.

      """)
    Doyen.exit(withError: ExitCode.validationFailure)
  }
}
