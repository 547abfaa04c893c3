import Foundation

/// A tokenizer as published: `tokenizer.json` with unigrams or word pieces, or BERT's `vocab.txt`.
struct PublishedTokenizer {
    var segmentation: EncoderDescription.Segmentation
    var pieces: [[UInt8]]
    var scores: [Float] = []
    var rules: [(from: [UInt8], to: [UInt8])] = []
    var begin: Int
    var end: Int
    var unknown: Int
    var lowercases = false

    /// Reads `vocab.txt`: one word piece a line.
    ///
    /// - Throws: ``EncoderError`` with code `format`.
    static func read(vocabulary: [UInt8], lowercases: Bool, path: String) throws -> Self {
        var lines = vocabulary.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            line in
            Array(line.last == 0x0D ? line.dropLast() : line)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return try wordPieces(lines, lowercases: lowercases, path: path)
    }

    private static func wordPieces(
        _ pieces: [[UInt8]],
        lowercases: Bool,
        path: String
    ) throws -> Self {
        PublishedTokenizer(
            segmentation: .wordPiece,
            pieces: pieces,
            begin: try number(of: "[CLS]", in: pieces, path),
            end: try number(of: "[SEP]", in: pieces, path),
            unknown: try number(of: "[UNK]", in: pieces, path),
            lowercases: lowercases
        )
    }

    private static func number(of piece: String, in pieces: [[UInt8]], _ path: String) throws -> Int
    {
        guard let number = pieces.firstIndex(of: Array(piece.utf8)) else {
            throw EncoderError(.format, "\(path) has no piece \(piece)")
        }
        return number
    }

    /// Reads `tokenizer.json`.
    ///
    /// - Throws: ``EncoderError`` with code `format` or `unsupported`.
    static func read(json: [String: Any], path: String) throws -> Self {
        guard let model = json["model"] as? [String: Any] else {
            throw EncoderError(.format, "\(path) has no model")
        }
        // Early files name no type; word pieces are then told by their prefix.
        let kind =
            model["type"] as? String
            ?? (model["continuing_subword_prefix"] == nil ? "Unigram" : "WordPiece")
        let normalizers = parts(json["normalizer"], "normalizers")
        switch kind {
        case "WordPiece":
            guard let vocabulary = model["vocab"] as? [String: Int],
                model["continuing_subword_prefix"] as? String ?? "##" == "##"
            else { throw EncoderError(.format, "\(path) has no vocabulary of word pieces with ##") }
            let bert = normalizers.first { $0["type"] as? String == "BertNormalizer" }
            guard let bert, bert["handle_chinese_chars"] as? Bool != false,
                bert["strip_accents"] as? Bool == nil
                    || bert["strip_accents"] as? Bool == bert["lowercase"] as? Bool
            else {
                throw EncoderError(.unsupported, "\(path) normalizes text otherwise than BERT")
            }
            return try wordPieces(
                try ordered(vocabulary, path),
                lowercases: bert["lowercase"] as? Bool ?? true,
                path: path
            )
        case "Unigram":
            guard let vocabulary = model["vocab"] as? [[Any]], let unknown = model["unk_id"] as? Int
            else {
                throw EncoderError(.format, "\(path) has no vocabulary of unigrams")
            }
            guard model["byte_fallback"] as? Bool != true else {
                throw EncoderError(
                    .unsupported,
                    "\(path) falls back to bytes, which is not computed"
                )
            }
            var tokenizer = try unigrams(vocabulary, unknown: unknown, path)
            for part in normalizers {
                switch part["type"] as? String {
                case "Precompiled":
                    guard let text = part["precompiled_charsmap"] as? String,
                        let data = Data(base64Encoded: text)
                    else {
                        throw EncoderError(.format, "\(path) has a damaged precompiled_charsmap")
                    }
                    tokenizer.rules = try PrecompiledRules(Array(data), path: path).rules()
                // Runs of spaces are made one in any case, and space at both ends is dropped.
                case "Replace", "Strip", "Nmt", nil: break
                case let other?:
                    throw EncoderError(
                        .unsupported,
                        "\(path) normalizes text by \(other), which is not computed"
                    )
                }
            }
            return tokenizer
        default:
            throw EncoderError(
                .unsupported,
                "\(path) has pieces of the kind \(kind); Unigram and WordPiece are computed"
            )
        }
    }

    private static func unigrams(_ vocabulary: [[Any]], unknown: Int, _ path: String) throws -> Self
    {
        var pieces: [[UInt8]] = []
        var scores: [Float] = []
        for pair in vocabulary {
            guard pair.count == 2, let piece = pair[0] as? String, let score = pair[1] as? NSNumber
            else {
                throw EncoderError(.format, "\(path) has a piece that is no text with a score")
            }
            pieces.append(Array(piece.utf8))
            scores.append(score.floatValue)
        }
        return PublishedTokenizer(
            segmentation: .unigram,
            pieces: pieces,
            scores: scores,
            begin: try number(of: "<s>", in: pieces, path),
            end: try number(of: "</s>", in: pieces, path),
            unknown: unknown
        )
    }

    private static func parts(_ value: Any?, _ name: String) -> [[String: Any]] {
        guard let part = value as? [String: Any] else { return [] }
        return part[name] as? [[String: Any]] ?? [part]
    }

    /// Texts by number, without gaps.
    private static func ordered(_ vocabulary: [String: Int], _ path: String) throws -> [[UInt8]] {
        var pieces = [[UInt8]?](repeating: nil, count: vocabulary.count)
        for (piece, number) in vocabulary {
            guard pieces.indices.contains(number) else {
                throw EncoderError(
                    .format,
                    "\(path) numbers its piece \(piece) \(number) of \(vocabulary.count)"
                )
            }
            pieces[number] = Array(piece.utf8)
        }
        return try pieces.map { piece in
            guard let piece else { throw EncoderError(.format, "\(path) uses a number twice") }
            return piece
        }
    }
}

/// SentencePiece's compiled normalisation: a trie of sequences, and what replaces them.
///
/// - SeeAlso: github.com/google/sentencepiece, src/normalizer.cc, `DecodePrecompiledCharsMap`; the trie is
///   github.com/s-yata/darts-clone, include/darts.h, `DoubleArrayUnit`.
struct PrecompiledRules {
    private let units: [UInt32]
    private let texts: ArraySlice<UInt8>
    private let path: String

    /// - Throws: ``EncoderError`` with code `format`.
    init(_ bytes: [UInt8], path: String) throws {
        self.path = path
        var reader = ByteReader(bytes[...], path: path)
        let length = try reader.count(upTo: bytes.count)
        guard length % 4 == 0 else { throw reader.failure }
        var units: [UInt32] = []
        for _ in 0..<length / 4 { units.append(try reader.number(UInt32.self)) }
        self.units = units
        texts = try reader.take(bytes.count - 4 - length)
    }

    /// The rules for single characters.
    ///
    /// Those for sequences, 220,000 in `nmt_nfkc`, compose letters with their marks and are left to NFC.
    func rules() throws -> [(from: [UInt8], to: [UInt8])] {
        var rules: [(from: [UInt8], to: [UInt8])] = []
        var waiting: [(node: Int, key: [UInt8])] = [(0, [])]
        while let (node, key) = waiting.popLast() {
            guard units.indices.contains(node), key.count <= 4, rules.count <= units.count else {
                throw EncoderError(.format, "\(path) has a damaged precompiled_charsmap")
            }
            let unit = units[node]
            let base = node ^ Int((unit >> 10) << ((unit & (1 << 9)) >> 6))
            if unit >> 8 & 1 == 1, units.indices.contains(base) {
                let start = texts.startIndex + Int(units[base] & 0x7FFF_FFFF)
                guard start <= texts.endIndex else {
                    throw EncoderError(.format, "\(path) has a damaged precompiled_charsmap")
                }
                rules.append((key, Array(texts[start...].prefix { $0 != 0 })))
            }
            // Below a whole character there are sequences only.
            if let first = key.first, key.count >= Self.length(of: first) { continue }
            for byte in UInt8.min...UInt8.max where byte != 0 {
                let child = base ^ Int(byte)
                guard units.indices.contains(child) else { continue }
                // A unit belongs to the node that its label leads to; labels of values have the upper bit.
                if units[child] & (1 << 31 | 0xFF) == UInt32(byte) {
                    waiting.append((child, key + [byte]))
                }
            }
        }
        return rules.sorted { $0.from.lexicographicallyPrecedes($1.from) }
    }

    /// How many bytes the character has that begins with a byte of UTF-8.
    private static func length(of first: UInt8) -> Int {
        first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    }
}
