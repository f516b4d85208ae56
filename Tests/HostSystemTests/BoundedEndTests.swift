import HostSystem
import TestSupport
import Testing

@Suite("The end of what may not end", .timeLimit(.minutes(5)))
struct BoundedEndTests {
  @Test("what ends by itself has ended")
  func ended() async { #expect(await running(endingWithin: .seconds(1), clock: ManualClock()) {}) }

  @Test("what ends when it is cancelled has ended")
  func cancelled() async {
    let task = Task {
      await running(endingWithin: .seconds(1), clock: ManualClock()) {
        while (try? await Task.sleep(for: .seconds(3600))) != nil {}
      }
    }
    task.cancel()
    #expect(await task.value)
  }

  @Test("what does not end is left behind once its time is over, and not before")
  func late() async {
    let (clock, gate) = (ManualClock(), AsyncStream.makeStream(of: Void.self))
    let task = Task {
      await running(endingWithin: .seconds(2), clock: clock) {
        // Not cancelled with the task around it, like a thread that waits for a disk.
        await Task.detached { for await _ in gate.stream {} }.value
      }
    }
    task.cancel()
    await clock.hasSleeper(until: .seconds(2))
    clock.advance(to: .seconds(2))
    #expect(await !task.value)
    gate.continuation.finish()
  }

  @Test("memory and threads are read out of the kernel's words")
  func use() {
    let use = ProcessUse(status: "Name:\tdoyen\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\nThreads:\t7\n")
    #expect(use?.memory == 1 << 20 && use?.peakMemory == 2 << 20 && use?.threads == 7)
    #expect(ProcessUse(status: "Name:\tdoyen\n") == nil)
  }
}
