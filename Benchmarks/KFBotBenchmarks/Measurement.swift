import Foundation

/// Figures of one benchmark, printed as a JSON line.
struct Measurement: Encodable {
    let name: String
    /// How many figures were taken.
    let n: Int
    let median: Double
    let p90: Double
    let p99: Double
    let unit: String

    /// Summarizes figures, of which there must be at least one.
    init(_ name: String, _ figures: [Double], unit: String) {
        let sorted = figures.sorted()
        self.name = name
        n = sorted.count
        median = sorted[sorted.count / 2]
        p90 = sorted[min(sorted.count - 1, sorted.count * 9 / 10)]
        p99 = sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
        self.unit = unit
    }

    func print() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
        fflush(nil)
    }
}

/// The memory of this process that is in use, in bytes.
func residentBytes() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap {
        Double($0)
    }
    return (kilobytes ?? 0) * 1024
}
