/// Toneless Mandarin readings of single characters, by ICU's Han-Latin.
///
/// A character with several readings has the one ICU gives it standing alone. ü is written u.
public struct Pinyin: Sendable {
    /// Read from the table at first use, which takes a few milliseconds.
    public static let shared = Pinyin()

    private let syllables: [String]
    /// For U+3400...9FFF the index of the reading in ``syllables``, or `UInt16.max`.
    private let readings: [UInt16]
    private let indices: [String: Int]
    private let longest: Int

    private static let han: ClosedRange<UInt32> = 0x3400...0x9FFF

    private init() {
        var syllables: [String] = []
        var indices: [String: Int] = [:]
        var readings = [UInt16](repeating: .max, count: Self.han.count)
        for line in PinyinTable.lines.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard parts.count == 2 else { continue }
            let reading = String(Substring(parts[0]))
            let index = indices[reading] ?? syllables.count
            if index == syllables.count {
                syllables.append(reading)
                indices[reading] = index
            }
            for scalar in Substring(parts[1]).unicodeScalars {
                readings[Int(scalar.value - Self.han.lowerBound)] = UInt16(index)
            }
        }
        self.syllables = syllables
        self.indices = indices
        self.readings = readings
        longest = syllables.map(\.utf8.count).max() ?? 0
    }

    /// The reading of a character; `nil` for anything but a Han character that ICU can read.
    public func syllable(of scalar: Unicode.Scalar) -> String? {
        guard Self.han.contains(scalar.value) else { return nil }
        let index = readings[Int(scalar.value - Self.han.lowerBound)]
        return index == .max ? nil : syllables[Int(index)]
    }

    /// Cuts typed pinyin into syllables, as few as possible.
    ///
    /// - Parameter word: ASCII letters, any case; `v` stands for ü.
    /// - Returns: The syllables; `nil` if the word is not pinyin throughout. For "xian" `["xian"]`.
    public func syllables(in word: String) -> [String]? {
        let letters = Array(word.lowercased().utf8).map {
            $0 == UInt8(ascii: "v") ? UInt8(ascii: "u") : $0
        }
        guard !letters.isEmpty, letters.count <= 64 else { return nil }
        // best[i]: the fewest syllables that cover the letters before i, and the last one's start.
        var best = [(count: Int, start: Int)?](repeating: nil, count: letters.count + 1)
        best[0] = (0, 0)
        for start in 0..<letters.count {
            guard let so = best[start] else { continue }
            for end in start + 1..<min(start + longest, letters.count) + 1
            where so.count + 1 < best[end]?.count ?? .max
                && indices[String(decoding: letters[start..<end], as: UTF8.self)] != nil
            {
                best[end] = (so.count + 1, start)
            }
        }
        var cut: [String] = []
        var end = letters.count
        while end > 0 {
            guard let last = best[end] else { return nil }
            cut.append(String(decoding: letters[last.start..<end], as: UTF8.self))
            end = last.start
        }
        return cut.reversed()
    }
}
