import Foundation

/// A file of named tensors, as Hugging Face publishes weights.
///
/// - SeeAlso: github.com/huggingface/safetensors, "Format": the length of a JSON, the JSON, the bytes.
struct SafeTensors {
    private struct Entry: Decodable {
        var dtype: String
        var shape: [Int]
        var offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }

    private let path: String
    private let file: MappedFile
    private let start: Int
    private let entries: [String: Entry]

    /// - Throws: ``EncoderError`` with code `file` or `format`.
    init(path: String) throws {
        self.path = path
        file = try MappedFile(path: path)
        let damaged = EncoderError(.format, "\(path) is cut or damaged; fetch it again")
        guard file.bytes.count >= 8 else { throw damaged }
        let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(file.bytes.count - 8),
            let json = try? JSONSerialization.jsonObject(
                with: Data(file.bytes[8..<8 + Int(length)])
            ),
            var table = json as? [String: Any]
        else { throw damaged }
        // Free text about the file, not a tensor.
        table["__metadata__"] = nil
        guard let data = try? JSONSerialization.data(withJSONObject: table),
            let entries = try? JSONDecoder().decode([String: Entry].self, from: data)
        else { throw damaged }
        start = 8 + Int(length)
        self.entries = entries
        for entry in entries.values {
            guard entry.offsets.count == 2, entry.offsets[0] >= 0,
                entry.offsets[0] <= entry.offsets[1],
                entry.offsets[1] <= file.bytes.count - start, entry.shape.allSatisfy({ $0 >= 0 })
            else { throw damaged }
        }
    }

    /// The names of all tensors.
    var names: [String] { Array(entries.keys) }

    /// The shape of a tensor; `nil` where it is not there.
    func shape(_ name: String) -> [Int]? { entries[name]?.shape }

    /// The numbers of a tensor, row after row.
    ///
    /// - Throws: ``EncoderError`` with code `format` where it is missing or of another shape, `unsupported` where its
    ///   numbers are of another kind.
    func floats(_ name: String, _ shape: [Int]) throws -> [Float] {
        guard let entry = entries[name] else {
            throw EncoderError(.format, "\(path) has no tensor \(name)")
        }
        guard entry.shape == shape else {
            throw EncoderError(
                .format,
                "\(path) has the tensor \(name) with the shape \(entry.shape); config.json says \(shape)"
            )
        }
        let count = shape.reduce(1, *)
        let bytes = UnsafeRawBufferPointer(
            rebasing: file.bytes[start + entry.offsets[0]..<start + entry.offsets[1]]
        )
        let size = entry.dtype == "F32" ? 4 : 2
        guard bytes.count == count * size else {
            throw EncoderError(.format, "\(path) is damaged at its tensor \(name)")
        }
        func half(_ index: Int) -> UInt16 {
            UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
        }
        switch entry.dtype {
        case "F32":
            return (0..<count).map {
                Float(
                    bitPattern: UInt32(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)
                    )
                )
            }
        case "F16": return (0..<count).map { HalfFloat.float(half($0)) }
        case "BF16": return (0..<count).map { Float(bitPattern: UInt32(half($0)) << 16) }
        default:
            throw EncoderError(
                .unsupported,
                "\(path) has numbers of the kind \(entry.dtype); F32, F16 and BF16 are read"
            )
        }
    }
}
