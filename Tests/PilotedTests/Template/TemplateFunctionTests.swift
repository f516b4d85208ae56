import Testing

@testable import Piloted

@Suite("Functions of templates", .timeLimit(.minutes(10)))
struct TemplateFunctionTests {
  @Test("of ContainerPilot", arguments: containerPilotRows)
  func ofContainerPilot(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test("that compare and choose", arguments: logicRows)
  func ofLogic(template: String, text: String) throws { #expect(try render(template) == text) }

  @Test("that print", arguments: textRows)
  func ofText(template: String, text: String) throws { #expect(try render(template) == text) }
}

private let containerPilotRows: [(String, String)] = [
  ("{{ .NOPE | default \"d\" }}", "d"), ("{{ .EMPTY | default \"d\" }}", "d"), ("{{ .NOPE | default 8500 }}", "8500"),
  ("{{ .NOPE | default 10.1 }}", "10.1"), ("{{ .NOPE | default true }}", "true"), ("{{ default \"d\" .FOO }}", "bar"),
  ("{{ loop 2 | default \"d\" }}", "d"), ("{{ 7 | default \"d\" }}", "d"),
  ("{{ .PARTS | split \":\" | join \".\" }}", "a.b.c"), ("{{ .EMPTY | split \":\" | join \".\" }}", ""),
  ("{{ .SP | split \",\" | join \".\" }}", "a. b"), ("{{ .PARTS | split \":\" }}", "[a b c]"),
  ("{{ index (split \":\" .PARTS) 1 }}", "b"), ("{{ .FOO | split \"\" | join \"-\" }}", "b-a-r"),
  ("{{ .FOO | split \"x\" }}", "[bar]"), ("{{ \"a,,b\" | split \",\" | join \";\" }}", "a;;b"),
  ("{{ .UMLAUT | split \"ö\" | join \"-\" }}", "ä-ü"), ("{{ \" \\n\" | split \",\" | len }}", "0"),
  ("{{ .NAME | replaceAll \"e\" \"_\" }}", "T_mplat_"), ("{{ \"ab\" | replaceAll \"\" \"-\" }}", "-a-b-"),
  ("{{ \"aaa\" | replaceAll \"aa\" \"b\" }}", "ba"), ("{{ .NOPE | replaceAll \"a\" \"b\" }}", ""),
  ("{{ .NAME | regexReplaceAll \"[epa]+\" \"_\" }}", "T_m_l_t_"),
  ("{{ .NAME | regexReplaceAll \"T(em)\" \"<$1>\" }}", "<em>plate"),
  ("{{ .NAME | regexReplaceAll \"T(em)\" \"<$1x>\" }}", "<>plate"),
  ("{{ .NAME | regexReplaceAll \"T(em)\" \"<${1}x>\" }}", "<emx>plate"),
  ("{{ .NAME | regexReplaceAll \"T(?P<rest>em)\" \"<$rest>\" }}", "<em>plate"),
  ("{{ env \"FOO\" }}", "bar"), ("{{ env \"NOPE\" }}", ""), ("{{ env \"EQ\" }}", "k=v=w"),
  ("{{ env (printf \"S_%d\" 1) }}", "one"), ("{{ \"FOO\" | env }}", "bar"), ("{{ loop 3 }}", "[0 1 2]"),
  ("{{ loop -2 }}", "[0 -1]"), ("{{ loop 2 .N }}", "[2 3]"),
]

private let logicRows: [(String, String)] = [
  ("{{ or .NOPE .FOO }}", "bar"), ("{{ or .NOPE .EMPTY }}", ""), ("{{ and .FOO .N }}", "4"), ("{{ and .NOPE .N }}", ""),
  ("{{ .FOO | and .N }}", "bar"), ("{{ or .FOO (index (split \":\" .PARTS) 9) }}", "bar"),
  ("{{ and .NOPE (index (split \":\" .PARTS) 9) }}", ""), ("{{ not .FOO }}", "false"), ("{{ not .NOPE }}", "true"),
  ("{{ eq .FOO \"bar\" }}", "true"), ("{{ eq .FOO \"a\" \"bar\" }}", "true"), ("{{ eq 1 2 }}", "false"),
  ("{{ eq true true }}", "true"), ("{{ eq 1.5 1.5 }}", "true"), ("{{ ne .FOO \"x\" }}", "true"),
  ("{{ ne 1 1 }}", "false"),
  ("{{ lt 1 2 }}{{ lt 2 2 }}{{ lt 3 2 }}", "truefalsefalse"), ("{{ le 1 2 }}{{ le 2 2 }}{{ le 3 2 }}", "truetruefalse"),
  ("{{ gt 1 2 }}{{ gt 2 2 }}{{ gt 3 2 }}", "falsefalsetrue"), ("{{ ge 1 2 }}{{ ge 2 2 }}{{ ge 3 2 }}", "falsetruetrue"),
  ("{{ lt \"a\" \"b\" }}", "true"), ("{{ lt \"B\" \"a\" }}", "true"), ("{{ gt 1.5 0.5 }}", "true"),
  ("{{ 1 | lt 2 }}", "false"), ("{{ len .FOO }}", "3"), ("{{ len .UMLAUT }}", "6"),
  ("{{ len (split \":\" .PARTS) }}", "3"),
  ("{{ index (loop 3) 2 }}", "2"),
]

private let textRows: [(String, String)] = [
  ("{{ print \"a\" 1 2 \"b\" \"c\" 3.5 true }}", "a1 2bc3.5 true"), ("{{ print }}", ""), ("{{ 1 | print 2 }}", "2 1"),
  ("{{ print (split \":\" .PARTS) }}", "[a b c]"), ("{{ printf \"x\" }}", "x"),
  ("{{ printf \"%s-%d\" .FOO 7 }}", "bar-7"),
  ("{{ printf \"%v %v %v %v\" .FOO 7 1.5 true }}", "bar 7 1.5 true"),
  ("{{ printf \"%q\" .QUOTED }}", "\"say \\\"hi\\\" \\\\ {{.FOO}}\""),
  ("{{ printf \"%q\" .LINES }}", "\"a\\nb\""), ("{{ printf \"%q\" \"\\x01\\t\" }}", "\"\\x01\\t\""),
  ("{{ printf \"%5d|%-5d|%05d\" 5 5 -5 }}", "    5|5    |-0005"),
  ("{{ printf \"%x\" 255 }}", "ff"), ("{{ printf \"%4s|%-4s|%.2s\" \"ä\" \"b\" \"abc\" }}", "   ä|b   |ab"),
  ("{{ printf \"%t\" true }}", "true"), ("{{ printf \"100%%\" }}", "100%"), ("{{ printf \"%%%s%%\" .FOO }}", "%bar%"),
  ("{{ .FOO | printf \"%s/%s\" .N }}", "4/bar"), ("{{ printf \"%v\" (loop 2) }}", "[0 1]"),
  ("{{ printf \"%s\" (split \":\" .PARTS) }}", "[a b c]"),
]
