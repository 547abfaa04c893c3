import Foundation

/// What a file of ours says about its model, in the JSON at its beginning.
public struct EncoderDescription: Codable, Sendable, Equatable {
    /// How the vectors of a text's pieces become one.
    public enum Pooling: String, Codable, Sendable, CaseIterable {
        /// Their mean, beginning and end included.
        case mean
        /// The first piece's.
        case cls
    }

    /// How a text is cut into pieces.
    public enum Segmentation: String, Codable, Sendable {
        /// SentencePiece unigrams: the likeliest sequence (XLM-R).
        case unigram
        /// Whole words, then the longest beginnings (BERT).
        case wordPiece
    }

    /// The model's name, as its makers spell it.
    public var name: String
    /// Where the model came from, file by file, and what was changed; one sentence each.
    public var provenance: [String]
    /// The licence of the weights, in full where it was found.
    public var licence: String

    /// The width of a vector, a multiple of 32.
    public var dimension: Int
    /// The transformer's layers.
    public var layers: Int
    /// Attention heads a layer; `dimension / heads` is a multiple of 8.
    public var heads: Int
    /// The width between the two products of a layer's last half, a multiple of 32.
    public var innerDimension: Int
    /// The longest input in pieces, beginning and end included.
    public var positions: Int
    /// Added to a variance before its root is taken.
    public var epsilon: Float
    /// Bits of a weight in the products: 4 or 8.
    public var weightBits: Int
    /// Bits of a number of a piece's vector: 4 or 8.
    public var pieceBits: Int

    /// How a text's vector is made.
    public var pooling: Pooling
    /// Put before a question.
    public var queryPrefix: String
    /// Put before an answer.
    public var passagePrefix: String

    /// How a text is cut into pieces.
    public var segmentation: Segmentation
    /// Pieces in this file.
    public var pieces: Int
    /// Pieces of the model as published.
    public var publishedPieces: Int
    /// The piece that begins a text.
    public var beginPiece: Int
    /// The piece that ends a text.
    public var endPiece: Int
    /// The piece for what no piece covers.
    public var unknownPiece: Int
    /// What an unknown character costs (unigrams).
    public var unknownScore: Float
    /// Unknown characters in a row are one piece (unigrams).
    public var mergesUnknown: Bool
    /// Space at both ends is dropped before pieces are found (unigrams).
    public var trimsSpace: Bool
    /// Letters and their marks are composed (NFC) before rules for characters apply (unigrams).
    public var composes: Bool
    /// Letters are made small and lose their accents (word pieces).
    public var lowercases: Bool

    var pieceBytes: Int
    var pieceSlots: Int
    var longestPiece: Int
    var rules: Int
    var ruleBytes: Int
    var ruleSlots: Int
    var longestRule: Int
    var replacementBytes: Int

    /// The counts of pieces and rules are filled in when the file is written.
    init(
        name: String,
        provenance: [String],
        licence: String,
        dimension: Int,
        layers: Int,
        heads: Int,
        innerDimension: Int,
        positions: Int,
        epsilon: Float,
        weightBits: Int,
        pieceBits: Int,
        pooling: Pooling,
        queryPrefix: String,
        passagePrefix: String,
        segmentation: Segmentation,
        publishedPieces: Int,
        beginPiece: Int,
        endPiece: Int,
        unknownPiece: Int,
        unknownScore: Float = 0,
        mergesUnknown: Bool = false,
        trimsSpace: Bool = false,
        composes: Bool = false,
        lowercases: Bool = false
    ) {
        self.name = name
        self.provenance = provenance
        self.licence = licence
        self.dimension = dimension
        self.layers = layers
        self.heads = heads
        self.innerDimension = innerDimension
        self.positions = positions
        self.epsilon = epsilon
        self.weightBits = weightBits
        self.pieceBits = pieceBits
        self.pooling = pooling
        self.queryPrefix = queryPrefix
        self.passagePrefix = passagePrefix
        self.segmentation = segmentation
        pieces = publishedPieces
        self.publishedPieces = publishedPieces
        self.beginPiece = beginPiece
        self.endPiece = endPiece
        self.unknownPiece = unknownPiece
        self.unknownScore = unknownScore
        self.mergesUnknown = mergesUnknown
        self.trimsSpace = trimsSpace
        self.composes = composes
        self.lowercases = lowercases
        pieceBytes = 0
        pieceSlots = 2
        longestPiece = 0
        rules = 0
        ruleBytes = 0
        ruleSlots = 2
        longestRule = 0
        replacementBytes = 0
    }

    /// The prefix of a role.
    public func prefix(for role: TextRole) -> String {
        role == .query ? queryPrefix : passagePrefix
    }

    /// The JSON that a fingerprint is made from: all but words about the model.
    func identity() throws -> [UInt8] {
        var identity = self
        identity.name = ""
        identity.provenance = []
        identity.licence = ""
        return try identity.json()
    }

    /// The same bytes for the same description.
    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// - Throws: ``EncoderError`` with code `unsupported` where a width does not suit the products.
    func validate() throws {
        func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
            if !holds { throw EncoderError(.unsupported, message()) }
        }
        let bounds = 1...(1 << 24)
        for number in [dimension, layers, heads, innerDimension, positions, pieces] {
            try require(bounds.contains(number), "the model has a width or count of \(number)")
        }
        try require(
            dimension % 32 == 0 && innerDimension % 32 == 0 && dimension <= 8192
                && innerDimension <= 65536,
            "the model's widths \(dimension) and \(innerDimension) are not multiples of 32"
        )
        try require(
            dimension % heads == 0 && (dimension / heads) % 8 == 0,
            "the model's heads are \(Double(dimension) / Double(heads)) wide, not a multiple of 8"
        )
        try require(layers <= 512 && positions <= 65536, "the model is too large")
        try require(
            [4, 8].contains(weightBits) && [4, 8].contains(pieceBits),
            "weights have 4 or 8 bits"
        )
        try require(positions > 2, "the model takes no text")
        for piece in [beginPiece, endPiece, unknownPiece] {
            try require((0..<pieces).contains(piece), "the model has no piece \(piece)")
        }
        for number in [
            pieceBytes, pieceSlots, longestPiece, rules, ruleBytes, ruleSlots, longestRule,
            replacementBytes,
        ] {
            try require(
                (0...(1 << 30)).contains(number),
                "the model's pieces have a length of \(number)"
            )
        }
        for slots in [pieceSlots, ruleSlots] {
            try require(slots.nonzeroBitCount == 1, "a table of the model has \(slots) places")
        }
    }
}
