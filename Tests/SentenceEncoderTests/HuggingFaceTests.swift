import Foundation
import KFBotTesting
import SentenceEncoder
import Testing

/// Small random models of Hugging Face's kinds; their pieces and vectors were computed once by the reference library,
/// which each file of expectations names.
struct HuggingFaceTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let folder: String
        let expected: String
        var pooling: EncoderDescription.Pooling?
        var queryPrefix: String?
        let bits: Int
        let cosine: Float

        var testDescription: String { "\(folder), \(expected), \(bits) bits" }
    }

    static let cases = [
        Case(
            folder: "bert",
            expected: "expected-cls",
            pooling: .cls,
            queryPrefix: "",
            bits: 8,
            cosine: 0.999
        ),
        Case(
            folder: "bert",
            expected: "expected-mean",
            pooling: .mean,
            queryPrefix: "re ",
            bits: 8,
            cosine: 0.999
        ),
        Case(
            folder: "bert",
            expected: "expected-cls",
            pooling: .cls,
            queryPrefix: "",
            bits: 4,
            cosine: 0.97
        ),
        Case(folder: "xlm-roberta", expected: "expected", bits: 8, cosine: 0.999),
        Case(folder: "xlm-roberta", expected: "expected", bits: 4, cosine: 0.97),
    ]

    private struct Expectation: Decodable {
        struct Text: Decodable {
            let text: String
            let ids: [Int]
            let vector: [Float]
        }
        let texts: [Text]
    }

    private static func fixture(_ name: String) throws -> String {
        try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil)).path + "/"
            + name
    }

    @Test("pieces and vectors are the reference library's", arguments: cases)
    func agrees(example: Case) throws {
        let folder = try TemporaryDirectory()
        var options = EncoderInstaller.Options()
        options.pooling = example.pooling
        options.queryPrefix = example.queryPrefix
        options.bits = example.bits
        let source = try Self.fixture(example.folder)
        let encoder = try EncoderInstaller(options: options).install(
            from: source,
            to: folder.file("encoder.kfenc")
        )
        let json = Data(
            try Data(contentsOf: URL(fileURLWithPath: source + "/\(example.expected).json"))
        )
        let expectation = try JSONDecoder().decode(Expectation.self, from: json)
        #expect(expectation.texts.count > 10)
        let vectors = encoder.encode(expectation.texts.map(\.text), as: .query)
        for (text, vector) in zip(expectation.texts, vectors) {
            #expect(encoder.pieces(of: text.text, as: .query) == text.ids, "\(text.text)")
            #expect(cosine(vector, text.vector) >= example.cosine, "\(text.text)")
        }
        #expect(encoder.isIntact())
    }

    @Test("bits and settings change the fingerprint; where the file lies does not")
    func fingerprints() throws {
        let folder = try TemporaryDirectory()
        func fingerprint(_ change: (inout EncoderInstaller.Options) -> Void) throws -> String {
            var options = EncoderInstaller.Options()
            options.pooling = .cls
            options.queryPrefix = ""
            change(&options)
            return try EncoderInstaller(options: options).install(
                from: try Self.fixture("bert"),
                to: folder.file(UUID().uuidString)
            ).fingerprint
        }
        let plain = try fingerprint { _ in }
        #expect(try fingerprint { _ in } == plain)
        #expect(try fingerprint { $0.bits = 4 } != plain)
        #expect(try fingerprint { $0.pooling = .mean } != plain)
        #expect(try fingerprint { $0.queryPrefix = "query: " } != plain)
    }

    @Test("a folder that does not say how vectors are made is asked about")
    func missingSettings() throws {
        let folder = try TemporaryDirectory()
        func failure(_ options: EncoderInstaller.Options) throws -> EncoderError? {
            do {
                let target = folder.file("encoder.kfenc")
                _ = try EncoderInstaller(options: options).install(
                    from: try Self.fixture("bert"),
                    to: target
                )
                return nil
            } catch let error as EncoderError {
                return error
            }
        }
        var options = EncoderInstaller.Options()
        let pooling = try #require(try failure(options))
        #expect(pooling.code == .missingSetting && pooling.message.contains("--pooling"))
        options.pooling = .cls
        let prefix = try #require(try failure(options))
        #expect(prefix.code == .missingSetting && prefix.message.contains("--query-prefix"))
    }

    @Test(
        "a damaged part is named, whatever byte is missing",
        arguments: ["model.safetensors", "config.json", "vocab.txt"]
    )
    func damagedFolder(part: String) throws {
        let folder = try TemporaryDirectory()
        let copy = folder.file("bert")
        try FileManager.default.copyItem(atPath: try Self.fixture("bert"), toPath: copy)
        let url = URL(fileURLWithPath: copy + "/" + part)
        let bytes = try Data(contentsOf: url)
        var options = EncoderInstaller.Options()
        options.pooling = .cls
        options.queryPrefix = ""
        for length in [0, 1, 7, 8, 9, bytes.count / 3, bytes.count / 2] {
            try bytes.prefix(length).write(to: url)
            #expect(throws: EncoderError.self, "\(part) cut to \(length)") {
                try EncoderInstaller(options: options).install(
                    from: copy,
                    to: folder.file("encoder.kfenc")
                )
            }
        }
        try FileManager.default.removeItem(at: url)
        #expect(throws: EncoderError.self) {
            try EncoderInstaller(options: options).install(
                from: copy,
                to: folder.file("encoder.kfenc")
            )
        }
    }

    @Test("an installed file that was cut is refused; a changed byte is found by a check")
    func damagedFile() throws {
        let folder = try TemporaryDirectory()
        var options = EncoderInstaller.Options()
        options.pooling = .cls
        options.queryPrefix = ""
        let path = folder.file("encoder.kfenc")
        _ = try EncoderInstaller(options: options).install(from: try Self.fixture("bert"), to: path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for length in [31, 40, 500, bytes.count / 2, bytes.count - 1] {
            try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect { try EncoderModel(path: path) } throws: { EncoderError.Code.format ~= $0 }
        }
        var random = SeededGenerator(seed: 3)
        for _ in 0..<40 {
            var changed = bytes
            let place = Int.random(in: 2048..<bytes.count, using: &random)
            changed[place] ^= UInt8.random(in: 1...255, using: &random)
            try changed.write(to: URL(fileURLWithPath: path))
            let encoder = try EncoderModel(path: path)
            // Whatever was hit, texts are still cut and computed without a trap.
            _ = encoder.encode(["退款几天到账", "Refund my ORDER"], as: .query)
            #expect(!encoder.isIntact(), "byte \(place)")
        }
    }
}
