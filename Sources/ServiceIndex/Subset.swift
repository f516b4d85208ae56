internal import DNSWire
internal import Discovery

/// Some of a service's instances: those that all of a few terms pick; all of them without terms.
@usableFromInline package struct Subset: Sendable {
  private var terms = InlineArray<8, UInt32>(repeating: 0)
  @usableFromInline var count = 0

  /// As many terms pick instances at once: more than a person writes into a name, few enough to be kept beside the answer.
  package static let maximumTerms = 8

  /// All instances.
  package init() {}

  /// The instances that `term` picks.
  package init(_ term: PublishedTerm, of service: borrowing PublishedService) { restrict(to: term, of: service) }

  /// Whether these are all instances.
  @inlinable package var isAll: Bool { count == 0 }

  /// Whether one list says who is in it.
  var hasOneTerm: Bool { count == 1 }

  /// Leaves those that `term` picks, too; at most ``maximumTerms`` times. The shortest list comes first: it is the one that is
  /// gone through.
  package mutating func restrict(to term: PublishedTerm, of service: borrowing PublishedService) {
    terms[count] = UInt32(term.number)
    if service.list(of: term).count < service.list(of: first).count {
      (terms[0], terms[count]) = (terms[count], terms[0])
    }
    count += 1
  }

  var first: PublishedTerm { PublishedTerm(number: Int(terms[0])) }

  /// Whether all terms but the first pick a member.
  func others(of service: borrowing PublishedService, pick member: Int) -> Bool {
    for index in stride(from: 1, to: count, by: 1) {
      guard service.list(of: PublishedTerm(number: Int(terms[index]))).contains(member, in: service) else {
        return false
      }
    }
    return true
  }
}

/// What instances are picked by, by its place among the terms of its service.
package struct PublishedTerm: Sendable {
  let number: Int
}

/// The list of a term's members.
struct TermList {
  let offset: Int
  let count: Int
  fileprivate let ipv4Count: Int
  fileprivate let ipv6Count: Int

  /// Distinct addresses of a family.
  func addressCount(_ family: AddressFamily) -> Int { family == .ipv4 ? ipv4Count : ipv6Count }

  func member(_ index: Int, in service: borrowing PublishedService) -> Int { service.word(offset + index * 4) }

  func contains(_ member: Int, in service: borrowing PublishedService) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self.member(middle, in: service) < member { low = middle + 1 } else { high = middle }
    }
    return low < count && self.member(low, in: service) == member
  }
}

extension PublishedService {
  /// The term of a kind whose labels, in wire form and lower case, these are.
  package func term(_ kind: TermKind, _ labels: RawSpan) -> PublishedTerm? {
    var (low, high) = (0, word(FragmentLayout.termCount))
    while low < high {
      let middle = (low + high) / 2
      switch order(ofTerm: middle, kind, labels) {
      case 0: return PublishedTerm(number: middle)
      case ..<0: low = middle + 1
      default: high = middle
      }
    }
    return nil
  }

  /// Below, at or above zero, as a term's text stands before, at or behind the one that is looked for.
  private func order(ofTerm number: Int, _ kind: TermKind, _ labels: RawSpan) -> Int {
    let start = word(entry(of: number))
    return withOctets { octets in
      if octets.octet(at: start) != kind.rawValue { return Int(octets.octet(at: start)) - Int(kind.rawValue) }
      let length = Int(octets.octet(at: start + 1))
      if length != labels.byteCount { return length - labels.byteCount }
      for index in 0..<length {
        let (left, right) = (octets.octet(at: start + FragmentLayout.termHead + index), labels.octet(at: index))
        if left != right { return Int(left) - Int(right) }
      }
      return 0
    }
  }

  func list(of term: PublishedTerm) -> TermList {
    let entry = entry(of: term.number)
    return TermList(
      offset: word(entry + 4), count: word(entry + 8), ipv4Count: word(entry + 12), ipv6Count: word(entry + 16))
  }

  private func entry(of term: Int) -> Int { word(FragmentLayout.termsOffset) + term * FragmentLayout.termEntryLength }
}
