import DNSWire
import Relay
import Testing
import ZoneFile

@Suite("Records of an upstream's reply")
struct ReplyReaderTests {
  private let question: RelayQuestion
  private let draft: ReplyDraft

  init() throws {
    question = try RelayQuestion("www.example.com", .cname)
    draft = ReplyDraft(question)
  }

  private func verdict(_ change: (inout ReplyDraft) -> Void) -> UpstreamReply.Verdict {
    var draft = draft
    change(&draft)
    return draft.read(answering: question)
  }

  @Test("a pointer leads to a label of an earlier name")
  func pointers() throws {
    let good: [[UInt8]] = [
      ReplyDraft.pointer(12), ReplyDraft.pointer(16), ReplyDraft.pointer(28), [1, 0x61] + ReplyDraft.pointer(12),
    ]
    for owner in good {
      let answer = try #require(verdict { $0.add(0, owner, 1, [192, 0, 2, 1]) }.answer)
      #expect(try answer.parsed(question).answer.count == 1)
    }
    // The header, inside a label, the question's type, itself, ahead, beyond the end, a label of another kind.
    for target in [0, 4, 11, 13, 29, 33, 34, 43, 45, 0x3FFF] {
      #expect(verdict { $0.add(0, ReplyDraft.pointer(target), 1, [192, 0, 2, 1]) } == .malformed)
    }
    for owner: [UInt8] in [[0x40], [0x80, 0], [1, 0x61, 0xC0, 33], [63]] {
      #expect(verdict { $0.add(0, owner, 1, [192, 0, 2, 1]) } == .malformed)
    }
  }

  @Test("pointers never lead into a TTL, nor into RDATA that has no names")
  func pointersIntoData() {
    for type in [1, 16, 4711] as [UInt16] {
      let verdict = verdict {
        $0.add(0, ReplyDraft.questionName, type, ttl: 0x0161_0000, [1, 0x61, 0, 0])
        $0.add(0, ReplyDraft.pointer(39), 1, [192, 0, 2, 1])
      }
      #expect(verdict == .malformed)
    }
  }

  @Test("a pointer to a pointer is followed, as often as a name can have labels")
  func chains() {
    func chained(_ count: Int) -> UpstreamReply.Verdict {
      verdict {
        $0.add(0, ReplyDraft.questionName, 16, [1, 0x61])
        for _ in 1..<count {
          let last = $0.count - 14
          $0.add(0, ReplyDraft.pointer(last), 16, [1, 0x61])
        }
      }
    }
    #expect(chained(127).answer?.answerCount == 127)
    #expect(chained(128) == .malformed)
  }

  @Test("a name has at most 255 octets, pointers followed")
  func longNames() throws {
    let label = [63] + [UInt8](repeating: 0x61, count: 63)
    let fitting = label + label + label + [45] + label.suffix(45) + ReplyDraft.questionName
    #expect(fitting.count - 2 + 17 == 255)
    #expect(verdict { $0.add(0, fitting, 1, [1, 2, 3, 4]) }.answer != nil)
    let longer = label + label + label + [46] + label.suffix(46) + ReplyDraft.questionName
    #expect(verdict { $0.add(0, longer, 1, [1, 2, 3, 4]) } == .malformed)
  }

  @Test(
    "names in RDATA are whole, and nothing follows them",
    arguments: [
      (2, 0, 1, 0), (5, 0, 1, 0), (12, 0, 1, 0), (39, 0, 1, 0), (6, 0, 2, 20), (15, 2, 1, 0), (33, 6, 1, 0),
      (17, 0, 2, 0),
      (26, 2, 2, 0), (46, 18, 1, nil), (47, 0, 1, nil), (65, 2, 1, nil),
    ] as [(UInt16, Int, Int, Int?)])
  func namesInRDATA(type: UInt16, prefix: Int, names: Int, suffix: Int?) {
    func rdata(_ name: [UInt8], _ extra: Int = 0) -> [UInt8] {
      [UInt8](repeating: 1, count: prefix) + [[UInt8]](repeating: name, count: names).joined()
        + [UInt8](repeating: 0, count: (suffix ?? 0) + extra)
    }
    func verdict(_ rdata: [UInt8]) -> UpstreamReply.Verdict {
      self.verdict { $0.add(0, ReplyDraft.questionName, type, rdata) }
    }
    #expect(verdict(rdata(ReplyDraft.pointer(16))).answer != nil)
    #expect(verdict(rdata([1, 0x61, 0])).answer != nil)
    #expect((verdict(rdata([0], 1)).answer != nil) == (suffix == nil))
    #expect(verdict(rdata([0xC0, 13])) == .malformed)
    #expect(verdict(rdata([0x41])) == .malformed)
    #expect(verdict(Array(rdata([0]).dropLast())) == .malformed)
  }

  @Test("character strings are whole, and fill their RDATA")
  func strings() {
    for type in [16, 99, 13] as [UInt16] {
      func verdict(_ rdata: [UInt8]) -> UpstreamReply.Verdict {
        self.verdict { $0.add(0, ReplyDraft.questionName, type, rdata) }
      }
      #expect(verdict([1, 0x61, 0]).answer != nil)
      #expect((verdict([1, 0x61]).answer != nil) == (type != 13))
      for rdata in [[], [1], [1, 0x61, 1], [1, 0x61, 2, 0x61]] as [[UInt8]] { #expect(verdict(rdata) == .malformed) }
    }
  }

  @Test("addresses have their length")
  func addresses() {
    for (type, length) in [(1, 4), (28, 16)] as [(UInt16, Int)] {
      for count in [0, length - 1, length + 1] {
        let verdict = verdict { $0.add(0, ReplyDraft.questionName, type, [UInt8](repeating: 1, count: count)) }
        #expect(verdict == .malformed)
      }
    }
  }

  @Test("a TTL over 2^31 - 1 counts as 0, RFC 2181 section 8")
  func highTTL() throws {
    let verdict = verdict {
      $0.add(0, ReplyDraft.questionName, 5, ttl: 0x8000_0000, [0])
      $0.add(2, ReplyDraft.questionName, 1, ttl: 0x7FFF_FFFF, [1, 2, 3, 4])
    }
    let answer = try #require(verdict.answer)
    #expect(verdict.seconds == 0)
    #expect(try answer.parsed(question).answer == ["www.example.com. 0 IN CNAME ."])
    #expect(try answer.parsed(question).additional == ["www.example.com. 2147483647 IN A 1.2.3.4"])
  }

  @Test("octets behind the last record")
  func trailing() {
    #expect(verdict { $0.question.append(0) } == .malformed)
  }
}
