import Testing

@testable import Piloted

let templateEnvironment = [
  "FOO": "bar", "EMPTY": "", "PARTS": "a:b:c", "NAME": "Template", "EQ": "k=v=w", "N": "4", "SP": " a, b ",
  "A-B": "dash", "S_1": "one", "QUOTED": "say \"hi\" \\ {{.FOO}}", "LINES": "a\nb", "UMLAUT": "äöü",
]

func render(_ template: String) throws -> String {
  let rendered = try Template(parsing: Array(template.utf8)).render(templateEnvironment)
  return String(decoding: rendered.octets, as: UTF8.self)
}

@Suite("Templates, as Go's text/template fills them in", .timeLimit(.minutes(10)))
struct TemplateTests {
  @Test("fields", arguments: fieldRows)
  func fields(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test("if and with", arguments: choiceRows)
  func choices(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test("range and loop", arguments: loopRows)
  func loops(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test("white space and comments", arguments: spaceRows)
  func spaces(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test("literals", arguments: literalRows)
  func literals(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test("variables", arguments: variableRows)
  func variables(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test("a text without actions stays as it is", arguments: ["", "{", "}}", "{ {", "a\r\nb\u{0}", "\u{FEFF}{}", "ä{"])
  func plain(text: String) throws { #expect(try render(text) == text) }
}

private let fieldRows: [(String, String)] = [
  ("{{.FOO}}", "bar"), ("{{  .FOO  }}", "bar"), ("{{ .FOO\n}}", "bar"), ("{{.NOPE}}", ""), ("{{.EMPTY}}", ""),
  ("<{{.FOO}}{{.FOO}}>", "<barbar>"), ("{{ $.FOO }}", "bar"), ("{{ (.FOO) }}", "bar"), ("{{ ((.FOO)) }}", "bar"),
  ("{{ index . \"A-B\" }}", "dash"), ("{{ index . \"NOPE\" }}", ""), ("{{ (.).FOO }}", "bar"), ("{{ ($).FOO }}", "bar"),
  ("{{ .EQ }}", "k=v=w"), ("{{ .QUOTED }}", "say \"hi\" \\ {{.FOO}}"), ("{{ .LINES }}", "a\nb"), ("{{.foo}}", ""),
  ("{{.FOO}} }}", "bar }}"), ("{{\t.FOO\r\n}}", "bar"), ("{{ .UMLAUT }}ß", "äöüß"), ("{{ len . | eq 0 }}", "false"),
]

private let choiceRows: [(String, String)] = [
  ("{{ if .NOPE }}yes{{ else }}no{{ end }}", "no"), ("{{ if .EMPTY }}yes{{ else }}no{{ end }}", "no"),
  ("{{ if .FOO }}yes{{ else }}no{{ end }}", "yes"), ("{{ if .NOPE }}yes{{ end }}", ""),
  ("{{ if .NOPE }}a{{ else if .FOO }}b{{ else }}c{{ end }}", "b"),
  ("{{ if .NOPE }}a{{ else if .EMPTY }}b{{ else }}c{{ end }}", "c"),
  ("{{ if .NOPE }}a{{ else if .EMPTY }}b{{ else if .N }}c{{ end }}!", "c!"),
  ("{{ if .FOO }}{{ if .NOPE }}a{{ else }}b{{ end }}{{ else }}c{{ end }}", "b"),
  ("{{ if .FOO }}{{ else }}c{{ end }}", ""), ("{{ if 0 }}y{{ else }}n{{ end }}", "n"),
  ("{{ if 0.5 }}y{{ else }}n{{ end }}", "y"), ("{{ if false }}y{{ else }}n{{ end }}", "n"),
  ("{{ if loop 0 }}y{{ else }}n{{ end }}", "n"), ("{{ if loop 1 }}y{{ else }}n{{ end }}", "y"),
  ("{{ if . }}y{{ end }}", "y"), ("{{ if eq .FOO \"bar\" }}y{{ end }}", "y"),
  ("{{ if and .FOO (not .NOPE) }}y{{ end }}", "y"), ("{{ if $x := .FOO }}{{ $x }}{{ end }}", "bar"),
  ("{{ with .FOO }}<{{ . }}>{{ end }}", "<bar>"), ("{{ with .NOPE }}<{{ . }}>{{ end }}", ""),
  ("{{ with .NOPE }}a{{ else }}{{ .FOO }}{{ end }}", "bar"), ("{{ with .FOO }}{{ $.N }}{{ end }}{{ .N }}", "44"),
  ("{{ with $x := .FOO }}{{ $x }}{{ . }}{{ end }}", "barbar"),
]

private let loopRows: [(String, String)] = [
  ("{{ range $i := loop 3 }}{{$i}},{{ end }}", "0,1,2,"), ("{{ range $i := loop 5 8 }}{{$i}},{{ end }}", "5,6,7,"),
  ("{{ range $i := loop 5 1 }}{{$i}},{{ end }}", "5,4,3,2,"), ("{{ range $i := loop .N }}{{$i}},{{ end }}", "0,1,2,3,"),
  ("{{ range $i := loop 0 }}{{$i}},{{ end }}", ""), ("{{ range loop 2 }}{{ . }}{{ end }}", "01"),
  ("{{ range loop 0 }}a{{ else }}none{{ end }}", "none"), ("{{ range loop 1 }}a{{ else }}none{{ end }}", "a"),
  ("{{ range split \":\" .PARTS }}<{{.}}>{{ end }}", "<a><b><c>"),
  ("{{ range $i, $e := split \":\" .PARTS }}{{ $i }}={{ $e }} {{ end }}", "0=a 1=b 2=c "),
  ("{{ range $e := split \":\" .PARTS }}{{ $e }}{{ . }}{{ end }}", "aabbcc"),
  ("{{ range $i, $e := loop 2 }}{{ range $j, $f := loop 2 }}{{ $i }}{{ $j }} {{ end }}{{ end }}", "00 01 10 11 "),
  ("{{ range split \":\" .PARTS }}{{ $.FOO }}{{ end }}", "barbarbar"), ("{{ range split \":\" .NOPE }}a{{ end }}", ""),
  ("{{ range $i, $e := split \":\" .PARTS }}{{ if $i }},{{ end }}\"{{ $e }}\"{{ end }}", "\"a\",\"b\",\"c\""),
]

@Suite("Templates that declare many variables", .timeLimit(.minutes(10)))
struct ManyVariablesTests {
  private let declarations = (0..<20_000).map { "{{ $v\($0) := \($0) }}" }.joined()

  @Test("the first is found as fast as the last")
  func finding() throws {
    let text = declarations + "{{ range loop 60000 }}{{ $v7 }}{{ end }}"
    #expect(try Template(parsing: Array(text.utf8)).render([:]).octets.count == 60_000)
  }

  @Test("a structure costs nothing for those outside of it")
  func nesting() throws {
    let text = declarations + String(repeating: "{{ if 1 }}{{ $v7 := 1 }}{{ end }}", count: 20_000) + "{{ $v7 }}"
    #expect(try Template(parsing: Array(text.utf8)).render([:]).octets == Array("7".utf8))
  }
}

private let spaceRows: [(String, String)] = [
  ("a  {{- .FOO -}}  b", "abarb"), ("a \n\t{{- .FOO -}}\r\n b", "abarb"), ("a {{ .FOO -}} b", "a barb"),
  ("a {{- .FOO }} b", "abar b"), ("a{{/* note */}}b", "ab"), ("a {{- /* note */ -}} b", "ab"),
  ("a {{/* two\nlines }} */}} b", "a  b"), ("a {{/* note */ -}} b", "a b"), ("{{ .FOO -}}", "bar"),
  ("  {{- .FOO }}", "bar"),
  ("{{ .FOO -}} {{- .FOO }}", "barbar"), ("a {{- /**/ -}} {{ .FOO }}", "abar"), ("{{- .FOO -}}", "bar"),
  ("x{{-3}}", "x-3"), ("x {{- 3}}", "x3"),
]

private let literalRows: [(String, String)] = [
  ("{{ `a\"b` }}", "a\"b"), ("{{ \"{{\" }}", "{{"), ("{{ \"}}\" }}", "}}"), ("{{ `a\nb\\n` }}", "a\nb\\n"),
  ("{{ \"a\\n\\t\\\\\\\"\\x41\\u00e4\\U0001F600\" }}", "a\n\t\\\"Aä😀"), ("{{ 8500 }}", "8500"), ("{{ 0x1F }}", "31"),
  ("{{ -7 }}", "-7"), ("{{ +7 }}", "7"), ("{{ 10.1 }}", "10.1"), ("{{ 10.0 }}", "10"), ("{{ .5 }}", "0.5"),
  ("{{ 5. }}", "5"),
  ("{{ 1e3 }}", "1000"), ("{{ 1.5e3 }}", "1500"), ("{{ 1234567.0 }}", "1.234567e+06"),
  ("{{ 12345678.5 }}", "1.23456785e+07"),
  ("{{ 1.0e20 }}", "1e+20"), ("{{ 0.00001 }}", "1e-05"), ("{{ 999999.0 }}", "999999"), ("{{ -2.5e300 }}", "-2.5e+300"),
  ("{{ true }}", "true"), ("{{ false }}", "false"), ("{{ \"\" }}", ""), ("{{ 0 }}", "0"), ("{{ -0x10 }}", "-16"),
]

private let variableRows: [(String, String)] = [
  ("{{ $x := .FOO }}{{ $x }}", "bar"), ("{{ $x := .FOO }}{{ $x = \"b\" }}{{ $x }}", "b"),
  ("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
  ("{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", "21"),
  ("{{ $x := 1 }}{{ $x := 2 }}{{ $x }}", "2"), ("{{ $x := split \":\" .PARTS }}{{ index $x 2 }}", "c"),
  ("{{ $e := . }}{{ $e.FOO }}", "bar"), ("{{ $a_1 := `x` | print `y` }}{{ $a_1 }}", "yx"),
  ("{{ $x := 0 }}{{ range loop 3 }}{{ $x = . }}{{ end }}{{ $x }}", "2"),
]
