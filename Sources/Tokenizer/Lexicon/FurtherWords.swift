/// Words of two characters that ICU's dictionary lacks, such as 鱼缸, 期权 and 话费.
///
/// They tell a word of the language from a slip of the keyboard. Texts are not cut by them.
package struct FurtherWords: Sendable {
    /// Read from the table at first use, which takes some milliseconds.
    package static let shared = FurtherWords()

    private let pairs: Set<UnitKey>

    private init() {
        var pairs: Set<UnitKey> = []
        for line in FurtherWordTable.lines.unicodeScalars.split(separator: "\n") {
            guard let scalar = line.first, let first = UnitKey(han: scalar) else { continue }
            for scalar in line.dropFirst() {
                if let second = UnitKey(han: scalar) { pairs.insert(.pair(first, second)) }
            }
        }
        self.pairs = pairs
    }

    /// Whether two units are such a word.
    package func holds(_ first: UnitKey, _ second: UnitKey) -> Bool {
        pairs.contains(.pair(first, second))
    }
}
