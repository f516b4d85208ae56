internal import NIOCore

/// Who is to be woken when: slots of a few milliseconds that are used over and over. Adding costs the same however many wait, and
/// nobody has to be taken out: who is woken in vain looks at the time and goes on.
struct WakeWheel {
  private var slots: [[Int]]
  /// The slot of the earliest time that may be in it, counted from the clock's start.
  private var position: Int
  private(set) var count = 0

  /// What a time is rounded up to: well below the shortest wait.
  static let slotTime = TimeAmount.milliseconds(10)
  /// Slots for the longest wait, an exchange's, and some to spare.
  static let slotCount = 512

  init(start: NIODeadline) {
    slots = Array(repeating: [], count: Self.slotCount)
    position = Self.slot(start)
  }

  private static func slot(_ time: NIODeadline) -> Int {
    Int(time.uptimeNanoseconds / UInt64(slotTime.nanoseconds))
  }

  /// Notes that `sleeper` is to be woken at a time; earlier where that is more than all slots ahead.
  mutating func add(_ sleeper: Int, at time: NIODeadline, now: NIODeadline) {
    if count == 0 { position = Self.slot(now) }
    let slot = min(max(Self.slot(time) + 1, position), position + Self.slotCount - 1)
    slots[slot % Self.slotCount].append(sleeper)
    count += 1
  }

  /// Takes out whose time has come.
  mutating func takeDue(at now: NIODeadline) -> [Int] {
    var due: [Int] = []
    let end = Self.slot(now)
    while position <= end, count > 0 {
      due += slots[position % Self.slotCount]
      count -= slots[position % Self.slotCount].count
      slots[position % Self.slotCount].removeAll(keepingCapacity: false)
      position += 1
    }
    position = max(position, end)
    return due
  }

  /// When the next one is to be woken; absent where nobody is.
  var next: NIODeadline? {
    guard count > 0 else { return nil }
    let slot = (position..<(position + Self.slotCount)).first { !slots[$0 % Self.slotCount].isEmpty }
    return slot.map { .uptimeNanoseconds(UInt64($0) * UInt64(Self.slotTime.nanoseconds)) }
  }
}
