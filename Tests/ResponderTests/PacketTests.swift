import DNSWire
import Foundation
import Responder
import Testing
import ZoneFile

private let folder = Bundle.module.resourceURL?.appendingPathComponent("Fixtures/packets").path ?? ""

/// Every packet as `VERDICT/NAME`.
private let packets = (FileManager.default.subpaths(atPath: folder) ?? []).filter { $0.hasSuffix(".hex") }.sorted()

@Suite("Packets that clients, scanners and attackers send")
struct PacketTests {
  /// The octets of a file of hex digits; white space parts them for the eye.
  private func octets(_ file: String) throws -> [UInt8] {
    let digits = try String(contentsOfFile: folder + "/" + file, encoding: .utf8).compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  @Test("our reader says of each what its folder is named", arguments: packets)
  func reading(file: String) throws {
    let verdicts: [Substring: Query.Verdict] = [
      "question": .question, "badvers": .refusal(.badVers), "notimp": .refusal(.notImp), "formerr": .refusal(.formErr),
      "silence": .silence,
    ]
    var query = Query()
    let verdict = try octets(file).withOctets { query.read($0) }
    #expect(verdict == verdicts[file.prefix { $0 != "/" }])
  }

  @Test("each gets one answer with its ID and opcode over both transports, or none", arguments: packets)
  func answering(file: String) throws {
    let asking = try Asking(["api": ["10.0.3.1:80", "10.0.3.2:80"]])
    let packet = try octets(file)
    for transport in [Responder.Transport.udp, .tcp] {
      let (outcome, answer, _) = try asking.send(packet, over: transport, final: true)
      #expect((outcome == .silence) == file.hasPrefix("silence"))
      guard let answer else { continue }
      #expect(answer.id == 0x1234 && answer.flags.first == "qr" && answer.question.count <= 1)
      #expect(answer.code == 1 || !file.hasPrefix("formerr"))
      #expect(answer.extendedCode == 1 || !file.hasPrefix("badvers"))
    }
  }
}
