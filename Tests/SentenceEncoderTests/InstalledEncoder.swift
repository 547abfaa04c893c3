import Foundation
import SentenceEncoder
import Testing

/// The encoder that `make setup` installed, where the program looks for it.
enum InstalledEncoder {
    static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        return set("KFBOT_ENCODER")
            ?? (set("XDG_DATA_HOME") ?? NSHomeDirectory() + "/.local/share")
            + "/kfbot/encoder.kfenc"
    }()

    /// Whether the model of the package is there; figures below are its own.
    static let isThere =
        (try? EncoderModel(path: path))?.description.name == "multilingual-e5-small"

    static let missing =
        "multilingual-e5-small is not installed at \(path): run make setup, or set KFBOT_ENCODER"

    static func open() throws -> EncoderModel { try EncoderModel(path: path) }
}

/// A text with the vector that the package's own engine gave it.
struct ReferenceVector: Decodable {
    let text: String
    let role: TextRole
    let scale: Float
    let vector: Data
    let pieces: [String]?

    var numbers: [Float] { vector.map { Float(Int8(bitPattern: $0)) * scale } }

    static func all(_ name: String) throws -> [ReferenceVector] {
        let url = try #require(
            Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json")
        )
        return try JSONDecoder().decode([ReferenceVector].self, from: Data(contentsOf: url))
    }
}

func cosine(_ first: [Float], _ second: [Float]) -> Float {
    func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(first, second) / (dot(first, first) * dot(second, second)).squareRoot()
}
