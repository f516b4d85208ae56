import Testing

@testable import Piloted

@Suite("Mistakes in templates", .timeLimit(.minutes(10)))
struct TemplateErrorTests {
  private func error(in template: String) -> TextError? {
    #expect(throws: TextError.self, "\(template)") { try render(template) }
  }

  private func check(_ template: String, _ place: String, _ message: String) {
    let error = error(in: template)
    let found = error.map { TextPlace(of: $0.offset, in: Array(template.utf8)).description }
    #expect(found == place, "\(template): \(error?.message ?? "")")
    #expect(error?.message.contains(message) == true, "\(template): \(error?.message ?? "")")
  }

  @Test("in how it is written are named with their place", arguments: writtenRows)
  func written(template: String, place: String, message: String) { check(template, place, message) }

  @Test("in what it does are named with their place", arguments: doneRows)
  func done(template: String, place: String, message: String) { check(template, place, message) }

  @Test("octets that are no text")
  func octets() {
    let error = #expect(throws: TextError.self) { try Template(parsing: Array("aä".utf8) + [0xC3, 0x28]) }
    #expect(error == TextError(3, "octets that are not UTF-8"))
  }

  @Test("a file cannot keep the process busy, or fill its memory", arguments: endlessRows)
  func endless(template: String, message: String) {
    #expect(error(in: template)?.message.contains(message) == true)
  }

  @Test("an expression that backtracking never ends with takes its time only")
  func expression() throws {
    let text = "printf `%1000sb` `a` | replaceAll ` ` `a`"
    #expect(try render("{{ \(text) | regexReplaceAll `(a+)+$` `c` | len }}") == "1001")
    #expect(try render("{{ \(text) | regexReplaceAll `(a|a)*b` `c` }}") == "c")
  }

  @Test("a chain of many else-ifs is not deep")
  func chain() throws {
    let template = "{{ if .NOPE }}" + String(repeating: "{{ else if .NOPE }}", count: 5000) + "{{ else }}x{{ end }}"
    #expect(try render(template) == "x")
  }
}

private let writtenRows: [(String, String, String)] = [
  ("{{ .FOO", "1:1", "does not end"), ("a\nb {{ .FOO", "2:3", "does not end"), ("{{", "1:1", "does not end"),
  ("{{ .A-B }}", "1:6", "bad character '-'"), ("{{ .FOO }", "1:9", "bad character '}'"),
  ("{{ .Ä }}", "1:5", "bad character 'Ä'"),
  ("ä{{ # }}", "1:5", "bad character '#'"), ("{{ 'a' }}", "1:4", "bad character"),
  ("{{ .A\u{7} }}", "1:6", "bad character U+0007"),
  ("{{ a–b }}", "1:5", "bad character '–'"), ("{{ /* a */ }}", "1:4", "bad character '/'"),
  ("{{ $x=1 }}", "1:6", "bad character '='"),
  ("{{/* a }}", "1:1", "comment that does not end"), ("{{/*/}}", "1:1", "comment that does not end"),
  ("{{/* a */ }}", "1:10", "behind a comment"),
  ("{{/* a */x}}", "1:10", "behind a comment"),
  ("{{ \"a }}", "1:4", "string that does not end"), ("{{ \"a\n\" }}", "1:4", "string that does not end"),
  ("{{ `a }}", "1:4", "raw string that does not end"),
  ("{{ \"\\z\" }}", "1:5", "unknown escape '\\' and 'z'"), ("{{ \"\\u12\" }}", "1:7", "4 hexadecimal digits"),
  ("{{ \"\\ud800\" }}", "1:5", "no character"), ("{{ \"\\xff\" }}", "1:5", "no character"),
  ("{{ 1x }}", "1:4", "bad number '1x'"), ("{{ 010 }}", "1:4", "bad number '010'"),
  ("{{ 1_000 }}", "1:4", "bad number"), ("{{ 0xZ }}", "1:4", "bad number"), ("{{ 0x-1 }}", "1:4", "bad number"),
  ("{{ 1.2.3 }}", "1:4", "bad number"), ("{{ 1e }}", "1:4", "bad number"), ("{{ -. }}", "1:4", "bad number '-.'"),
  ("{{ - }}", "1:4", "bad number '-'"),
  ("{{-}}", "1:3", "bad number"), ("{{ 9223372036854775808 }}", "1:4", "bad number"),
  ("{{ 1e999 }}", "1:4", "bad number"),
  ("{{ nope }}", "1:4", "unknown function 'nope'"), ("{{ .FOO | nope }}", "1:11", "unknown function 'nope'"),
  ("{{ html .FOO }}", "1:4", "unknown function"), ("{{ println 1 }}", "1:4", "unknown function"),
  ("{{ nil }}", "1:4", "unknown function"),
  ("{{ define \"x\" }}{{ end }}", "1:4", "'define' is not supported"), ("{{ template \"x\" }}", "1:4", "not supported"),
  ("{{ range loop 2 }}{{ break }}{{ end }}", "1:22", "not supported"),
  ("{{ if .FOO }}a", "1:1", "'if' without 'end'"),
  ("x\n{{ range loop 1 }}{{ if 1 }}{{ end }}", "2:1", "'range' without 'end'"),
  ("{{ with .FOO }}a{{ else }}b", "1:1", "'with' without 'end'"),
  ("a{{ end }}", "1:5", "unexpected 'end'"), ("{{ else }}", "1:4", "unexpected 'else'"),
  ("{{ if 1 }}{{ else }}{{ else }}{{ end }}", "1:24", "unexpected 'else'"),
  ("{{ with 1 }}{{ else if 2 }}{{ end }}", "1:21", "unexpected 'if'"),
  ("{{ if 1 }}{{ end 1 }}", "1:18", "unexpected a number"), ("{{ if }}{{ end }}", "1:7", "unexpected '}}'"),
  ("{{}}", "1:3", "unexpected '}}'"), ("{{ .FOO | }}", "1:11", "unexpected '}}'"),
  ("{{ | env }}", "1:4", "unexpected '|'"),
  ("{{ (.FOO }}", "1:10", "where ')' was expected"), ("{{ .FOO) }}", "1:8", "unexpected ')'"),
  ("{{ () }}", "1:5", "unexpected ')'"), ("{{ .FOO \"x\" }}", "1:9", "takes no arguments"),
  ("{{ \"a\" | .FOO }}", "1:10", "a function was expected"), ("{{ .FOO | \"a\" }}", "1:11", "a function was expected"),
  ("{{ env\"FOO\" }}", "1:7", "bad character"), ("{{ print \"a\"\"b\" }}", "1:13", "space was expected"),
  ("{{ print len }}", "1:10", "value was expected"), ("{{ \"a\".B }}", "1:7", "behind a constant"),
  ("{{ ..A }}", "1:5", "behind a dot"),
  ("{{ $x }}", "1:4", "undefined variable '$x'"), ("{{ $x = 1 }}", "1:4", "undefined variable"),
  ("{{ if 1 }}{{ $x := 1 }}{{ end }}{{ $x }}", "1:36", "undefined variable"),
  ("{{ if $x := 1 }}{{ end }}{{ $x }}", "1:29", "undefined variable"),
  ("{{ if 1 }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}", "1:37", "undefined variable"),
  ("{{ $x := }}", "1:10", "value was expected"), ("{{ $x, $y := 1 }}", "1:6", "':=' was expected"),
  ("{{ range $i, := loop 1 }}{{ end }}", "1:14", "variable was expected"),
  ("{{ range $i, $e = loop 1 }}{{ end }}", "1:17", "':=' was expected"),
  ("{{ (print $x := 1) }}", "1:11", "undefined variable"),
]

private let doneRows: [(String, String, String)] = [
  ("{{ .FOO.BAR }}", "1:4", "a string has no field '.BAR'"),
  ("{{ range loop 1 }}{{ .FOO }}{{ end }}", "1:22", "an integer has no field"), ("{{ . }}", "1:4", "whole environment"),
  ("{{ print . }}", "1:4", "whole environment"), ("{{ .NOPE | default . }}", "1:12", "whole environment"),
  ("{{ printf \"%v\" $ }}", "1:4", "whole environment"),
  ("{{ .NAME | regexReplaceAll \"(\" \"_\" }}", "1:12", "character 1: '(' without ')'"),
  ("{{ loop \"x\" }}", "1:4", "expected a whole number, found \"x\""), ("{{ loop .NOPE }}", "1:4", "found \"\""),
  ("{{ loop 1.5 }}", "1:4", "number with a fraction"), ("{{ loop 1 2 3 }}", "1:4", "loop takes 1 or 2 arguments"),
  ("{{ loop }}", "1:4", "loop takes"),
  ("{{ range .FOO }}{{ end }}", "1:10", "range expects a list, found a string"),
  ("{{ range . }}{{ end }}", "1:10", "range expects a list"), ("{{ join \".\" .FOO }}", "1:4", "a list of strings"),
  ("{{ loop 2 | join \".\" }}", "1:13", "found an integer"), ("{{ split 1 .FOO }}", "1:4", "the separator, a string"),
  ("{{ split \".\" }}", "1:4", "split takes 2 arguments"),
  ("{{ index (loop 2) 2 }}", "1:4", "no element 2 in a list of 2"), ("{{ index (loop 2) -1 }}", "1:4", "no element -1"),
  ("{{ index .FOO 1 }}", "1:4", "cannot be indexed"), ("{{ index (loop 2) \"a\" }}", "1:4", "cannot be indexed"),
  ("{{ len 5 }}", "1:4", "an integer has no length"),
  ("{{ eq .N 4 }}", "1:4", "a string and an integer cannot be compared"),
  ("{{ eq 1 1.0 }}", "1:4", "cannot be compared"), ("{{ lt true false }}", "1:4", "cannot be compared"),
  ("{{ eq (loop 1) (loop 1) }}", "1:4", "cannot be compared"), ("{{ eq 1 }}", "1:4", "at least 2 arguments"),
  ("{{ ne 1 2 3 }}", "1:4", "ne takes 2 arguments"), ("{{ not }}", "1:4", "not takes 1 argument"),
  ("{{ printf \"%d\" .FOO }}", "1:4", "%d does not fit a string"),
  ("{{ printf \"%s\" 1 }}", "1:4", "%s does not fit an integer"), ("{{ printf \"%s\" }}", "1:4", "no argument for %s"),
  ("{{ printf \"a\" 1 }}", "1:4", "1 arguments more"), ("{{ printf \"%y\" 1 }}", "1:4", "found 'y'"),
  ("{{ printf \"%\" }}", "1:4", "found the end"), ("{{ printf \"%9999d\" 1 }}", "1:4", "more than 1000"),
  ("{{ printf 1 }}", "1:4", "the format, a string"),
  ("{{ env 1 }}", "1:4", "a variable's name, a string"), ("{{ default 1 }}", "1:4", "default takes 2 arguments"),
]

private let endlessRows: [(String, String)] = [
  ("{{ range loop 100001 }}{{ end }}", "more than 100000 numbers"),
  ("{{ range loop -9223372036854775808 9223372036854775807 }}{{ end }}", "more than 100000 numbers"),
  (
    String(repeating: "{{ range loop 9000 }}", count: 9) + String(repeating: "{{ end }}", count: 9),
    "more than 5000000 steps"
  ),
  ("{{ $x := `0123456789` }}" + String(repeating: "{{ $x = print $x $x }}", count: 40), "more than 5000000 steps"),
  ("{{ range loop 9000 }}{{ printf \"%1000s\" .  | print }}{{ end }}", "%s does not fit"),
  ("{{ $x := printf \"%1000s\" `a` }}{{ range loop 9000 }}{{ $x }}{{ end }}", "larger than 2097152 octets"),
  (String(repeating: "{{ if 1 }}", count: 65) + String(repeating: "{{ end }}", count: 65), "more than 64 structures"),
  ("{{ " + String(repeating: "(", count: 65) + "1 }}", "inside of 64 others"),
  ("{{ regexReplaceAll `a*b|a` `` (printf `%1000s` `a` | replaceAll ` ` `aaaaaaaaaa`) }}", "more than 5000000 steps"),
  ("{{ regexReplaceAll `(?:(?:(?:){1000}){1000}){1000}` `` `a` }}", "too many repetitions"),
  ("{{ regexReplaceAll `((a{100}){100}){100}` `` `a` }}", "too many repetitions"),
  ("{{ regexReplaceAll `a{1001}` `` `a` }}", "0 to 1000 times"),
]
