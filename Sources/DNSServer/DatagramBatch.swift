internal import DNSWire
internal import CDatagram
internal import Glibc
internal import Responder

/// Datagrams that are received and answered together: sole owner of the C batch and its memory.
@safe package struct DatagramBatch: ~Copyable {
  private let batch: OpaquePointer

  /// As many datagrams are taken from the kernel at once: enough to share its price, few enough to stay in the cache.
  static let slots: UInt32 = 32
  /// The largest query over UDP, in octets: more than any client sends; what is longer is cut and so refused.
  static let queryLength = 4096
  /// The largest answer over UDP, in octets.
  static let answerLength = 1232

  package init() {
    guard let batch = unsafe datagram_batch_create(Self.slots, Self.queryLength, Self.answerLength) else {
      preconditionFailure("no memory for a worker's buffers")
    }
    unsafe self.batch = batch
  }

  deinit { unsafe datagram_batch_destroy(batch) }

  /// Takes datagrams, and waits for one unless told not to: their number, or a negated errno.
  package func receive(from socket: CInt, waits: Bool = true) -> CInt {
    unsafe datagram_batch_receive(batch, socket, waits)
  }

  /// Has what the answers to the first `count` datagrams need fetched, before the first of them is made.
  func foresee(_ count: UInt32, by responder: inout Responder) {
    for slot in 0..<count {
      var length = 0
      guard let octets = unsafe datagram_batch_query(batch, slot, &length) else { continue }
      // Lives as long as the batch.
      responder.foresee(unsafe RawSpan(_unsafeStart: octets, byteCount: length), at: Int(slot))
    }
    responder.fetchForeseen(Int(count))
  }

  /// Lends a datagram received, whose client it names, and the room for its answer, which is sent if `body` returns its length.
  func answer(_ slot: UInt32, _ body: (RawSpan, ClientAddress, inout MutableRawSpan) -> Int?) {
    var length = 0
    // Both buffers live as long as the batch, and apart from each other.
    let octets = unsafe datagram_batch_query(batch, slot, &length)
    guard let octets = unsafe octets, let room = unsafe datagram_batch_answer(batch, slot) else { return }
    let query = unsafe RawSpan(_unsafeStart: octets, byteCount: length)
    var answer = unsafe MutableRawSpan(_unsafeStart: room, byteCount: Self.answerLength)
    let client = unsafe ClientAddress(datagram_batch_client(batch, slot))
    if let length = body(query, client, &answer) { unsafe datagram_batch_queue(batch, slot, length) }
  }

  /// Sends the answers without waiting: how many were sent, and how many the system did not take.
  func send(to socket: CInt) -> (sent: Int, unsent: Int) {
    let sent = unsafe Int(datagram_batch_send(batch, socket))
    return (sent, unsafe Int(datagram_batch_queued(batch)) - sent)
  }

  /// Hands so many octets of the room for an answer to the side that waits; false where it is full.
  func handOver(_ slot: UInt32, length: Int, from sender: UInt32, to pipe: CInt) -> Bool {
    unsafe datagram_batch_hand_over(batch, slot, UInt32(length), sender, pipe) > 0
  }
}

/// A question that waits for its service, with the way back to who asked.
struct WaitingDatagram: Sendable {
  private let source: datagram_source
  /// The number of the worker that handed it over.
  let worker: Int
  /// The query, condensed.
  let octets: [UInt8]

  /// Who asks.
  var client: ClientAddress {
    unsafe withUnsafePointer(to: source.address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe ClientAddress($0) }
    }
  }

  /// As many are taken together: what a worker receives together.
  private static let maximumTogether = Int(DatagramBatch.slots)

  /// Takes what was handed over, at least one; absent once the other end is closed.
  static func some(from pipe: CInt) -> [WaitingDatagram]? {
    guard let first = WaitingDatagram(from: pipe) else { return nil }
    var all = [first]
    while all.count < maximumTogether, let next = WaitingDatagram(from: pipe, waits: false) { all.append(next) }
    return all
  }

  /// Takes the next one that was handed over; absent once the other end is closed, and where it does not wait and there is none.
  init?(from pipe: CInt, waits: Bool = true) {
    var waiting = datagram_waiting()
    guard unsafe datagram_take(pipe, &waiting, waits) > 0 else { return nil }
    (source, worker) = (waiting.source, Int(waiting.sender))
    let length = min(Int(waiting.length), Int(DATAGRAM_WAITING_LENGTH))
    octets = unsafe withUnsafeBytes(of: &waiting.octets) { unsafe Array($0.prefix(length)) }
  }

  /// Sends the answer without waiting; false where the system does not take it.
  func answer(_ octets: ArraySlice<UInt8>, on socket: CInt) -> Bool {
    let source = source
    return unsafe octets.withUnsafeBufferPointer { octets in
      unsafe withUnsafePointer(to: source) { unsafe datagram_answer(socket, $0, octets.baseAddress, octets.count) > 0 }
    }
  }
}
