internal import ArgumentParser
internal import Discoverd
internal import Foundation
internal import Logging
internal import UnixSignals

/// `doyen register`: keeps an instance registered until it is ended, then takes it back.
struct RegisterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "register", abstract: "Register with discoverd and send heartbeats until ended.")

  @Argument(help: "The service's name.")
  var name: String

  @Argument(
    help: ArgumentHelp(
      "Where the instance listens: host:port, or :port for the address that discoverd knows.", valueName: "addr"))
  var address: String

  @Option(help: ArgumentHelp("An attribute of the instance. (repeats)", valueName: "key=value"))
  var attr: [String] = []

  @Option(
    help: ArgumentHelp(
      "The discoverd; several addresses, separated by commas, are peers. (default: $DISCOVERD, else 127.0.0.1:1111)",
      valueName: "addr"))
  var discoverd: String?

  func run() async throws {
    let session = DiscoverdRegistration(try registration(), peers: try peers())
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { session.unregister() }
      }
      for await event in session.events { report(event) }
      group.cancelAll()
    }
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

  private func peers() throws -> [DiscoverdAddress] {
    let given = Environment.process.discoverd(discoverd.map { [$0] } ?? []).first
    let setting = given ?? Setting(flag: "--discoverd", text: "127.0.0.1:1111")
    do throws(DiscoverdAddressError) {
      return try DiscoverdAddress.list(setting.text)
    } catch {
      throw ValidationError("\(setting): \(error)")
    }
  }

  /// Says on standard error what happens to the registration.
  private func report(_ event: RegistrationEvent) {
    let text =
      switch event {
      case .registered(let address): "registered \(name) at \(address)"
      case .lost(let reason): "discoverd is gone: \(reason); trying again"
      case .refused(let text): "refused: \(text)"
      case .ended(nil): "unregistered \(name)"
      case .ended(let error?): "ended; discoverd could not be told: \(error)"
      }
    FileHandle.standardError.write(Data("doyen: \(text)\n".utf8))
  }
}
