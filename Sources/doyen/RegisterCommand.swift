internal import ArgumentParser
internal import Discoverd
internal import Discovery
internal import HostSystem
internal import Logging
internal import UnixSignals

/// `doyen register`: keeps an instance registered until it is ended, or while a command runs, then takes it back.
struct RegisterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "register",
    abstract: "Register with discoverd and send heartbeats until ended, or while a command runs.",
    usage: "doyen register <name> <addr> [--attr <key=value> ...] [--discoverd <addr>] [-- <command> ...]")

  @Argument(help: "The service's name.")
  var name: String

  @Argument(
    help: ArgumentHelp(
      "Where the instance listens: host:port, or :port for the address that discoverd knows.", valueName: "addr"))
  var address: String

  @Option(help: ArgumentHelp("An attribute of the instance. (repeats)", valueName: "key=value"))
  var attr: [String] = []

  @OptionGroup var discoverd: DiscoverdOptions

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("Run this command; the instance is registered while it runs.", valueName: "command"))
  var command: [String] = []

  func run() async throws {
    let (registration, cluster) = (try registration(), try discoverd.cluster(.process))
    // Before anything is started that a signal has to end.
    let signals = await UnixSignalsSequence(trapping: command.isEmpty ? [.sigterm, .sigint] : Self.forwarded)
    let child = try command.isEmpty ? nil : start()
    let session = DiscoverdRegistration(
      registration, with: cluster, externalAddress: Environment.process["EXTERNAL_IP"])
    let status = await withTaskGroup(of: Void.self) { group in
      group.addTask { for await signal in signals { pass(signal, to: child, or: session) } }
      async let status = end(of: child, of: session)
      for await event in session.events { report(event) }
      group.cancelAll()
      return await status
    }
    if let status { throw ExitCode(status.exitCode) }
  }

  /// The signals that a command may want to handle.
  private static let forwarded: [UnixSignal] = [
    .sigterm, .sigint, .sighup, .sigquit, .sigusr1, .sigusr2, .sigalrm, .sigwinch,
  ]

  private func start() throws -> ChildProcess {
    do throws(ChildProcessError) {
      return try ChildProcess(command)
    } catch {
      StandardStream.error.tell("doyen: \(error)\n")
      throw ExitCode(error.exitCode)
    }
  }

  /// Waits until the command has ended, and takes the instance back then.
  private func end(of child: ChildProcess?, of session: DiscoverdRegistration) async -> ChildStatus? {
    guard let child else { return nil }
    defer { session.unregister() }
    return await child.waitForEnd()
  }

  /// Passes a signal on to the command, or takes the instance back where there is none. What a terminal sends to all of its
  /// processes, the command has got already.
  private func pass(_ signal: UnixSignal, to child: ChildProcess?, or session: DiscoverdRegistration) {
    guard let child else { return session.unregister() }
    if !(ChildProcess.sharesTerminal && [.sigint, .sigquit].contains(signal)) { child.send(signal.rawValue) }
  }

  private func registration() throws -> Registration {
    do throws(RegistrationError) {
      return try Registration(name: name, address: address, attributes: try attributes())
    } catch {
      throw ValidationError("\(error)")
    }
  }

  private func attributes() throws(RegistrationError) -> [String: String] {
    var attributes: [String: String] = [:]
    for text in attr {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { throw .badAttribute(text) }
      attributes[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    return attributes
  }

  /// Says on standard error what happens to the registration.
  private func report(_ event: RegistrationEvent) {
    let text =
      switch event {
      case .registered(let address): "registered \(name) at \(address)"
      case .lost(let reason): "discoverd is gone: \(reason); trying again"
      case .expired: "\(name) has expired; it comes back once discoverd does"
      case .refused(let text): "refused: \(text)"
      case .ended(nil): "unregistered \(name)"
      case .ended(let error?): "ended; discoverd could not be told: \(error)"
      }
    StandardStream.error.tell("doyen: \(text)\n")
  }
}
