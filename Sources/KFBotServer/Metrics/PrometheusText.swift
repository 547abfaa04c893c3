import Foundation

/// Writes metrics in Prometheus's text format.
///
/// - SeeAlso: <https://prometheus.io/docs/instrumenting/exposition_formats/>.
struct PrometheusText {
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    private(set) var text = ""

    /// Begins a family of samples.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Writes a sample.
    mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Double) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.key)=\"\(Self.escape($0.value))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        let number = value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        text += " \(number)\n"
    }

    private static func escape(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
            "\n",
            with: "\\n"
        )
    }
}

/// What the operating system reports about this process.
enum ProcessMemory {
    /// Resident memory in bytes; `nil` where there is no `/proc`.
    static func resident() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            return nil
        }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
