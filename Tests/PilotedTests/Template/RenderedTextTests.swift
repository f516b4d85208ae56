import Testing

@testable import Piloted

@Suite("Where a rendered text comes from")
struct RenderedTextTests {
  /// The offset in `template` of each octet of the text it makes, and of the end.
  private func offsets(_ template: String) throws -> [Int] {
    let rendered = try Template(parsing: Array(template.utf8)).render(["A": "xyz", "L": "a,b"])
    return (0...rendered.octets.count).map(rendered.sourceOffset)
  }

  @Test("text comes from its own place, what an action adds from the action's braces", arguments: rows)
  func offsets(template: String, expected: [Int]) throws { #expect(try offsets(template) == expected) }

  @Test("columns count Unicode scalars, lines end at line feeds")
  func places() {
    let text = Array("ä\u{301}b\r\n\nc".utf8)
    let places = [0, 2, 4, 5, 6, 7, 8, 9].map { TextPlace(of: $0, in: text).description }
    #expect(places == ["1:1", "1:2", "1:3", "1:4", "1:5", "2:1", "3:1", "3:2"])
  }
}

private let rows: [(String, [Int])] = [
  ("", [0]), ("ab", [0, 1, 2]), ("a{{.A}}b", [0, 1, 1, 1, 7, 8]), ("{{.A}}", [0, 0, 0, 6]), ("{{.B}}a", [6, 7]),
  ("a  {{- .A -}}  b", [0, 3, 3, 3, 15, 16]), ("{{/* c */}}a{{.B}}", [11, 18]),
  ("{{range split `,` .L}}<{{.}}>{{end}}", [22, 23, 28, 22, 23, 28, 36]), ("{{if .B}}a{{else}}b{{end}}", [18, 26]),
]
