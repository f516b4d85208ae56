import Testing

@testable import Piloted

@Suite("Regular expressions, as RE2 understands them", .timeLimit(.minutes(10)))
struct RegularExpressionTests {
  private func replaceAll(_ pattern: String, _ replacement: String, _ text: String) throws -> String {
    var rest = 1_000_000
    return try RegularExpression(pattern).replaceAll(in: text, with: RegularExpressionReplacement(replacement)) {
      steps throws(TextError) in
      rest -= steps
      if rest < 0 { throw TextError(0, "too much") }
    }
  }

  @Test("what matches", arguments: matchRows)
  func matches(pattern: String, text: String, result: String) throws {
    #expect(try replaceAll(pattern, "<$0>", text) == result)
  }

  @Test("a class as long as a file takes no longer at each character, and has all that is written")
  func longClass() throws {
    let ideographs = (0..<20_000).compactMap { UnicodeScalar(0x4E00 + $0 * 7 % 20_000) }
    let pattern = "[" + String(String.UnicodeScalarView(ideographs)) + "]"
    #expect(
      try replaceAll(pattern, "x", String(repeating: "a", count: 100_000) + "\u{4E00}\u{9C1F}\u{9C20}").hasSuffix(
        "axx\u{9C20}"))
    let set = ScalarSet(ranges: [9...9, 5...6, 1...2, 3...3, 0...1])
    #expect(set.ranges == [0...3, 5...6, 9...9] && set.complement.positiveRanges == [4...4, 7...8, 10...0x10FFFF])
  }

  @Test("what groups took", arguments: groupRows)
  func groups(pattern: String, replacement: String, text: String, result: String) throws {
    #expect(try replaceAll(pattern, replacement, text) == result)
  }

  @Test("what RE2 does not have, and what we do not, is refused with its place", arguments: refusedRows)
  func refused(pattern: String, place: Int, message: String) {
    let error = #expect(throws: RegularExpressionError.self, "\(pattern)") { try RegularExpression(pattern) }
    #expect(
      error?.place == place && error?.message.contains(message) == true, "\(pattern): \(error?.description ?? "")")
  }
}

private let matchRows: [(String, String, String)] = [
  ("a", "banana", "b<a>n<a>n<a>"), ("", "ab", "<>a<>b<>"), ("a*", "baac", "<>b<aa>c<>"), ("a|ab", "ab", "<a>b"),
  ("ab|a", "ab", "<ab>"), ("a+?", "aaa", "<a><a><a>"), ("a??b", "ab", "<ab>"), ("a{2}", "aaaaa", "<aa><aa>a"),
  ("a{2,}", "aaaaa", "<aaaaa>"), ("a{1,2}", "aaaaa", "<aa><aa><a>"), ("a{1,2}?", "aaa", "<a><a><a>"),
  ("a{,2}", "a{,2}", "<a{,2}>"),
  ("a+{x", "aa{x", "<aa{x>"), ("a{0}", "a", "<>a<>"), ("^a", "aa", "<a>a"), ("a$", "aa", "a<a>"),
  ("\\Aa", "aa", "<a>a"), ("a\\z", "aa", "a<a>"),
  ("(?m)^a$", "a\na\nb", "<a>\n<a>\nb"), ("^", "a\nb", "<>a\nb"), ("\\bfoo\\b", "foo foobar", "<foo> foobar"),
  ("\\Ba", "aba", "ab<a>"),
  (".", "a\nb", "<a>\n<b>"), ("(?s).", "a\n", "<a><\n>"), ("(?i)ä|b", "ÄB", "<Ä><B>"), ("(?i:a)b", "Ab AB", "<Ab> AB"),
  ("a(?i)b|c", "aB C", "<aB> <C>"),
  ("(?is-m)A.", "a\n", "<a\n>"), ("[abc]+", "xabcx", "x<abc>x"), ("[^abc]+", "xabcx", "<x>abc<x>"),
  ("[a-c0-9]+", "xb7-", "x<b7>-"), ("[]a]+", "]a", "<]a>"),
  ("[^]a]", "]ab", "]a<b>"), ("[a-]+", "a-b", "<a->b"), ("[\\d\\-]+", "1-2", "<1-2>"),
  ("[[:alpha:]_]+", "ab_1", "<ab_>1"), ("[[:^digit:]]+", "a1", "<a>1"),
  ("[\\D]+", "a1", "<a>1"), ("[^\\W]+", "a-", "<a>-"), ("\\d+\\s\\w+", "12 ab", "<12 ab>"),
  ("\\D\\S\\W", "ab-", "<ab->"), ("\\.\\*\\x41\\x{e4}\\n", ".*Aä\n", "<.*Aä\n>"),
  ("ä+", "ää", "<ää>"), ("😀", "a😀", "a<😀>"), ("(a*)*", "aab", "<aa>b<>"), ("(|a)*", "aa", "<>a<>a<>"),
  ("(|a)+", "aa", "<>a<>a<>"), ("(a|)*", "aa", "<aa>"), ("(a|b)*c|d", "abcd", "<abc><d>"),
  ("x*", "", "<>"), ("(?:ab)+", "ababa", "<abab>a"),
  ("}", "}", "<}>"), ("a{", "a{", "<a{>"), ("a|", "ab", "<a>b<>"), ("()", "a", "<>a<>"),
  ("e\u{301}", "e\u{301}e", "<e\u{301}>e"), ("e", "e\u{301}", "<e>\u{301}"),
]

private let groupRows: [(String, String, String, String)] = [
  ("(a)(b)", "$2$1", "ab", "ba"), ("(a)|(b)", "[$1$2]", "ab", "[a][b]"), ("(?P<x>a)", "${x}$x-", "a", "aa-"),
  ("(?<x>a)", "${x}1", "a", "a1"),
  ("(a)", "$1x", "a", ""), ("(a)", "${1}x", "a", "ax"), ("(a)", "$$1", "a", "$1"), ("(a)", "$", "a", "$"),
  ("(a)", "${1", "a", "${1"), ("(a)", "$2$nope$01", "a", ""),
  ("(a)", "$-", "a", "$-"), ("((a)b)", "$1$2", "ab", "aba"), ("(a)*", "<$1>", "aa", "<a>"),
  ("(a|b)+", "<$1>", "ab", "<b>"), ("a", "\\1", "a", "\\1"),
  ("(a)", "$99999999999999999999", "a", ""),
]

private let refusedRows: [(String, Int, String)] = [
  ("(", 1, "without ')'"), ("a)", 2, "without '('"), ("[a", 1, "without ']'"), ("*", 1, "nothing to repeat"),
  ("a|*", 3, "nothing to repeat"), ("(?i)*", 5, "nothing to repeat"), ("(+)", 2, "nothing to repeat"),
  ("a**", 3, "repetition of a repetition"), ("a{2}{3}", 5, "repetition of a repetition"),
  ("a??+", 4, "repetition of a repetition"), ("a{2,1}", 7, "a repetition"), ("[b-a]", 5, "before its start"),
  ("\\", 2, "at the end"), ("(a)\\1", 5, "unknown escape '\\1'"), ("\\pL", 2, "unknown escape"),
  ("(?=a)", 3, "not supported"), ("(?!a)", 3, "not supported"), ("(?<=a)", 3, "not supported"),
  ("(?<!a)", 3, "not supported"), ("(?>a)", 3, "not supported"), ("(?P=x)", 3, "not supported"),
  ("(?U)a", 3, "not supported"),
  ("(?P<>a)", 5, "a group's name"), ("(?P<a>a)(?P<a>b)", 14, "a group's name"), ("[[:nope:]]", 4, "[:alpha:]"),
  ("\\x4", 4, "hexadecimal"), ("\\x{110000}", 11, "hexadecimal"), ("\\Qa\\E", 2, "unknown escape"),
  ("a*+", 3, "repetition of a repetition"), ("(?i", 4, "not supported"), ("\\Z", 2, "unknown escape"),
  ("\\ä", 2, "unknown escape"),
]
