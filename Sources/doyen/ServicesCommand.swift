internal import ArgumentParser
internal import Discoverd
internal import Discovery
internal import Logging

/// `doyen services`: what a watch sees.
struct ServicesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "services", abstract: "Show a service's instances by age, the leader first.",
    discussion: "discoverd can't list its services, so they have to be named.")

  @Argument(help: "The services' names.")
  var names: [String]

  @Flag(help: "Go on, and show each service again whenever it changes.")
  var watch = false

  @Flag(help: "One JSON object a line.")
  var json = false

  @OptionGroup var discoverd: DiscoverdOptions

  func run() async throws {
    let client = try discoverd.client()
    defer { client.close() }
    for name in names where !watch { try await show(name, ServiceListing.current(name, client)) }
    guard watch else { return }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for name in names {
        let watch = try ServiceListing.watch(name, client)
        group.addTask { await ServiceListing.reportLosses(of: watch) }
        group.addTask { for await set in watch.sets { try show(name, set) } }
      }
      // The first that fails ends the others, for which `waitForAll` would wait.
      while try await group.next() != nil {}
    }
  }

  /// - Throws: `ExitCode` where it can't be written.
  private func show(_ name: String, _ set: ServiceSet) throws {
    let listing = ServiceListing(name, set)
    try StandardStream.output.write(json ? listing.json : listing.text)
  }
}

/// `doyen leader`: who leads.
struct LeaderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leader", abstract: "Print the address of a service's leader; exit status 1 where there is none.")

  @Argument(help: "The service's name.")
  var name: String

  @Flag(help: "Wait until there is one.")
  var wait = false

  @OptionGroup var discoverd: DiscoverdOptions

  func run() async throws {
    let client = try discoverd.client()
    defer { client.close() }
    guard let leader = try await leader(client) else { throw ExitCode(1) }
    try StandardStream.output.write("\(leader.endpoint)\n")
  }

  private func leader(_ client: DiscoverdClient) async throws -> Instance? {
    guard wait else { return try await ServiceListing.current(name, client).leader }
    let watch = try ServiceListing.watch(name, client)
    return await withTaskGroup(of: Void.self) { group in
      group.addTask { await ServiceListing.reportLosses(of: watch) }
      defer { group.cancelAll() }
      for await leader in watch.leaders { if let leader { return leader } }
      return nil
    }
  }
}

extension DiscoverdOptions {
  /// A client of the cluster that is meant; what is odd goes to standard error.
  func client() throws -> DiscoverdClient {
    DiscoverdClient(
      try cluster(.process), logger: Logger(label: "doyen", factory: { StreamLogHandler.standardError(label: $0) }))
  }
}
