import ArgumentParser
import Foundation
import PacketContest

/// Asks a responder random questions and questions with mistakes, in the optimised build, and holds every answer, and whether the
/// packet is a query at all, against libldns. Ends with status 1 at the first packet where something is wrong.
@main
struct DifferentialFuzz: ParsableCommand {
  @Option(help: "Makes the same packets again; random without.")
  var seed: UInt64 = .random(in: 0 ... .max)

  @Option(help: "How many packets.")
  var count: UInt64 = 1_000_000

  @Option(help: "The number of the first packet: with --count 1 one packet alone.")
  var from: UInt64 = 0

  @Option(help: "A packet in hex, instead of random ones.")
  var packet: String?

  @Flag(help: "Print every packet before it is put: the last one is what the program ended on.")
  var verbose = false

  func run() throws {
    write("seed \(seed)")
    let start = ContinuousClock.now
    var contest = try Contest()
    for round in from..<(from + (packet == nil ? count : 1)) {
      let packet = try self.packet.map(octets) ?? Contest.packet(seed: seed, round: round)
      if verbose { write("round \(round), packet \(packet.hex)") }
      guard let complaint = contest.complaint(about: packet, round: round) else { continue }
      write("FAILED: seed \(seed), round \(round), packet \(packet.hex): \(complaint)")
      throw ExitCode(1)
    }
    write(contest.tally.text)
    write("passed in \((ContinuousClock.now - start).formatted(.units(allowed: [.seconds])))")
  }

  /// Writes a line at once, so that it is there even where the program is ended by a trap.
  private func write(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

  private func octets(_ text: String) throws -> [UInt8] {
    if let octets = [UInt8](hex: text) { return octets }
    throw ValidationError("--packet: expected two hex digits for each octet")
  }
}
