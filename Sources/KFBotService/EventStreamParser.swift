/// Takes server-sent events apart, however the bytes are cut.
package struct EventStreamParser {
    /// An event.
    package struct Event: Equatable {
        /// The last `id` so far; `nil` before the first.
        package var id: String?
        /// What the `data` lines say; empty where there were none.
        package var data: String

        /// Creates an event.
        package init(id: String? = nil, data: String) {
            self.id = id
            self.data = data
        }
    }

    private var line: [UInt8] = []
    private var data: [String] = []
    private var id: String?
    private var hasFields = false

    /// Knows nothing yet.
    package init() {}

    /// Takes bytes and returns the events that they complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let event = end(String(decoding: line, as: UTF8.self)) { events.append(event) }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func end(_ line: String) -> Event? {
        if line.isEmpty {
            defer {
                data = []
                hasFields = false
            }
            return hasFields ? Event(id: id, data: data.joined(separator: "\n")) : nil
        }
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? parts[1] : ""
        if value.first == " " { value.removeFirst() }
        switch parts[0] {
        case "id": id = String(value)
        case "data": data.append(String(value))
        default: return nil
        }
        hasFields = true
        return nil
    }
}
