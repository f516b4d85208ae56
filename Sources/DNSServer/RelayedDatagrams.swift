internal import DNSWire
internal import HostSystem
internal import NIOCore
internal import Responder

/// Questions over UDP that upstream resolvers are asked: on the relay's event loop, with a responder of its own.
final class RelayedDatagrams {
  private var responder: Responder
  private var room = [UInt8](repeating: 0, count: DatagramBatch.answerLength)
  private let relay: RelayHandle
  private let workers: [UDPWorker]
  private let counters: ServingCounters
  private let inHand: InHand

  private init(_ relay: RelayHandle, _ parts: ServingParts, _ workers: [UDPWorker]) {
    (self.relay, self.workers, counters, inHand) = (relay, workers, parts.counters, parts.inHand)
    responder = parts.makeResponder()
  }

  /// Takes questions from a pipe until that is finished, on a thread of its own, and has each answered on the socket of the worker
  /// that it is from; `didEnd` is called at the end.
  static func start(
    _ parts: ServingParts, _ relay: RelayHandle, from pipe: WaitingPipe, workers: [UDPWorker],
    didEnd: @escaping @Sendable () -> Void
  ) {
    relay.eventLoop.execute {
      let datagrams = NIOLoopBound(RelayedDatagrams(relay, parts, workers), eventLoop: relay.eventLoop)
      startThread {
        while let questions = WaitingDatagram.some(from: pipe.waitingEnd) {
          relay.eventLoop.execute {
            for question in questions {
              pipe.end(question.client)
              datagrams.value.ask(question)
            }
          }
        }
        didEnd()
      }
    }
  }

  private func ask(_ datagram: WaitingDatagram) {
    switch outcome(of: datagram) {
    case .relays:
      guard let question = responder.relayQuestion else { return }
      inHand.begin()
      relay.askTimed(question, datagram.client, counters) { [self] answer, isCached in
        self.answer(datagram, with: answer, to: question, isCached: isCached)
        inHand.end()
      }
    // The zones are others than when it was handed over.
    case .answer(let length): send(length, to: datagram)
    case .silence, .waits: break
    }
  }

  private func outcome(of datagram: WaitingDatagram) -> Responder.Outcome {
    responder.enter()
    defer { responder.leave() }
    return responder.respond(to: datagram.octets, over: .udp, from: datagram.client, final: true, into: &room)
  }

  private func answer(
    _ datagram: WaitingDatagram, with answer: RelayedAnswer, to question: RelayQuestion, isCached: Bool
  ) {
    responder.enter()
    defer { responder.leave() }
    let outcome = responder.respond(
      to: datagram.octets, over: .udp, from: datagram.client, with: answer, to: question, isCached: isCached,
      into: &room)
    if case .answer(let length) = outcome { send(length, to: datagram) }
  }

  private func send(_ length: Int, to datagram: WaitingDatagram) {
    workers[datagram.worker].answer(datagram, with: room[..<length])
  }
}
