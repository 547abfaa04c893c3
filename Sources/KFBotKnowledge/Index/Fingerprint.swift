import Tokenizer

/// A hash of what a question says, whatever its punctuation, width, case and script.
package enum Fingerprint {
    private static let analyzer = UnitAnalyzer(synonyms: nil)

    package static func of(_ text: String) -> Int64 {
        var units = UnitText()
        analyzer.analyze(text, into: &units)
        return of(text, units: units.plain)
    }

    /// The hash of a text's plain units; texts without any unit are hashed as they are normalized.
    static func of(_ text: String, units: [UnitKey]) -> Int64 {
        guard units.isEmpty else { return of(units) }
        let hash = TextNormalizer().normalize(text).text.utf8.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return Int64(bitPattern: hash)
    }

    /// The hash of all texts with these plain units, of which there is at least one.
    static func of(_ units: [UnitKey]) -> Int64 {
        Int64(bitPattern: UnitKey.sequence(units[...]))
    }
}
