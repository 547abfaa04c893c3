import Tokenizer

/// A text reduced to what replies are compared by: its letters, digits and characters, folded.
struct ComparedText {
    let isOnlyFiller: Bool
    private let text: String
    private let scalars: [Unicode.Scalar]

    init(_ text: String) {
        scalars = RequestText(text).scalars
        self.text = String(String.UnicodeScalarView(scalars))
        isOnlyFiller = FillerWords.standard.isOnlyFiller(text)
    }

    /// The share of character pairs in common, 0...1; 1 if the texts differ by greetings at most.
    func similarity(to other: ComparedText) -> Double {
        guard !scalars.isEmpty, !other.scalars.isEmpty else { return 0 }
        if scalars == other.scalars { return 1 }
        if let range = text.firstRange(of: other.text),
            FillerWords.standard.isOnlyFiller(String(text[..<range.lowerBound])),
            FillerWords.standard.isOnlyFiller(String(text[range.upperBound...]))
        {
            return 1
        }
        var counts: [[Unicode.Scalar]: Int] = [:]
        for pair in pairs { counts[pair, default: 0] += 1 }
        var common = 0
        for pair in other.pairs {
            guard let count = counts[pair], count > 0 else { continue }
            counts[pair] = count - 1
            common += 1
        }
        let total = pairs.count + other.pairs.count
        // Never 1: the order may differ.
        return total == 0 ? 0 : min(Double(2 * common) / Double(total), 0.999)
    }

    private var pairs: [[Unicode.Scalar]] {
        zip(scalars, scalars.dropFirst()).map { [$0, $1] }
    }
}
