import ArgumentParser

@main
struct OutageRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Holds a server's answers against what they have to be while its sources, or it itself, are in trouble.",
    subcommands: [OutagesCommand.self, ScenarioCommand.self, SoakCommand.self, KillsCommand.self])
}
