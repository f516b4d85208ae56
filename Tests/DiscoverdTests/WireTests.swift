import TestSupport
import Testing

@testable import Discoverd

@Suite("discoverd's protocol in octets")
struct WireTests {
  @Test("objects are found however the stream is cut")
  func framer() throws {
    let objects = [#"{"a":"}{\"\\"}"#, #"{}"#, #"{"b":[{"c":{}}]}"#]
    let stream = Array((" " + objects.joined(separator: "\n") + "\r\n\t").utf8)
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<50 {
      var framer = JSONObjectFramer()
      let found = try pieces(stream, &generator).flatMap { try framer.receive($0) }
      #expect(found.map { String(decoding: $0, as: UTF8.self) } == objects)
    }
  }

  @Test("what is no object, or too long for one, is refused within bounds")
  func refused() {
    var framer = JSONObjectFramer()
    #expect(throws: WireError.notAnObject) { try framer.receive(Array("[]".utf8)) }
    var long = JSONObjectFramer()
    let line = Array("{\"a\":\"".utf8) + [UInt8](repeating: 0x61, count: 1 << 20)
    #expect(throws: WireError.tooLong) { try long.receive(line) }
  }

  @Test("members keep their values as they were written, keys match without regard to case")
  func members() throws {
    let members = try JSONMembers(Array(#"{ "id" : 1.0e2 ,"Params":[{"a":",}"},2],"x":"\"", "N":null}"#.utf8))
    func text(_ key: String) -> String? { members[key].map { String(decoding: $0, as: UTF8.self) } }
    #expect(
      text("id") == "1.0e2" && text("params") == #"[{"a":",}"},2]"# && text("x") == #""\"""# && text("n") == "null")
    #expect(text("y") == nil)
  }

  @Test("malformed objects", arguments: ["{id:1}", "{\"a\":}", "{\"a\" 1}", "{\"a\":[}"])
  func malformed(text: String) { #expect(throws: WireError.malformed) { try JSONMembers(Array(text.utf8)) } }

  @Test(
    "every reply of the recordings is read, and written again octet for octet",
    arguments: ["01-life-publisher", "02-errors", "05-two-streams-one-connection", "01-life-subscriber"])
  func replies(name: String) throws {
    var octets = try recording("\(name).s2c")
    #expect(try RPCHandshake.readReply(&octets))
    var framer = JSONObjectFramer()
    for object in try framer.receive(octets) {
      let reply = try RPCReply(object)
      #expect(reply.encoded == object + [0x0A])
      if let update = JSONValue.decode(InstanceUpdate.self, reply.result) { #expect(update.encoded == reply.result) }
    }
  }

  @Test("requests are written as Go's client writes them, and the largest age is kept")
  func requests() {
    let arguments = RPCArguments(name: "w\"b", address: ":80", attributes: ["b": "2", "a": "/<ä>"])
    let request = RPCRequest(method: RPCRequest.register, arguments: arguments, id: 3).encoded
    #expect(
      String(decoding: request, as: UTF8.self)
        == #"{"method":"Agent.Register","params":[{"Name":"w\"b","Addr":":80","Attrs":{"a":"/<ä>","b":"2"}}],"id":3}"#
        + "\n")
    let update = InstanceUpdate(name: "a", address: "b", isOnline: true, created: .max)
    #expect(JSONValue.decode(InstanceUpdate.self, update.encoded) == update)
  }

  @Test("the handshake's reply is taken in any pieces, anything else is refused at once")
  func handshake() throws {
    var inbox: [UInt8] = []
    for octet in RPCHandshake.reply.dropLast() {
      inbox.append(octet)
      #expect(try !RPCHandshake.readReply(&inbox))
    }
    inbox += [0x0A, 0x7B]
    #expect(try RPCHandshake.readReply(&inbox) && inbox == [0x7B])
    var other = try recording("04-http-404.s2c")
    #expect(throws: WireError.refusedHandshake("HTTP/1.0 404 Not Found")) { try RPCHandshake.readReply(&other) }
  }

  @Test(
    "addresses of a discoverd",
    arguments: [
      ("10.0.0.1", "10.0.0.1:1111"), ("tcp://10.0.0.1:2", "10.0.0.1:2"), ("http://host/", "host:1111"),
      ("[::1]:3", "[::1]:3"),
    ])
  func addresses(text: String, expected: String) throws { #expect(try DiscoverdAddress(text).description == expected) }

  @Test("no address of a discoverd", arguments: ["", "https://x", "10.0.0.1:99999", "a,,b", "tcp://"])
  func noAddress(text: String) { #expect(throws: DiscoverdAddressError.self) { try DiscoverdAddress.list(text) } }
}
