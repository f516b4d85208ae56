internal import ArgumentParser

/// The command and its parts.
struct Doyen: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doyen", abstract: "DNS for discovered services: the eldest instance, the leader, answers first.",
    version: version,
    subcommands: [
      ServeCommand.self, RegisterCommand.self, ServicesCommand.self, LeaderCommand.self, LookupCommand.self,
      CheckCommand.self, DoctorCommand.self,
    ])

  static let version = "0.1.0"
}
