import Foundation
import KFBotTesting
import SentenceEncoder
import Testing

/// Files that are not what they should be.
struct EncoderFileTests {
    private func failure(_ bytes: [UInt8]) throws -> EncoderError? {
        let folder = try TemporaryDirectory()
        let path = folder.file("encoder.kfenc")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do {
            _ = try EncoderModel(path: path)
            return nil
        } catch let error as EncoderError {
            return error
        }
    }

    @Test("a missing file says where it should be")
    func missing() throws {
        #expect { try EncoderModel(path: "/nowhere/encoder.kfenc") } throws: { error in
            guard let error = error as? EncoderError else { return false }
            return error.code == .file && error.message.contains("/nowhere/encoder.kfenc")
        }
    }

    @Test(
        "other files are refused with what to do",
        arguments: [
            Array("SQLite format 3".utf8), Array("KFBOTENC".utf8),
            Array("KFBOTENC".utf8) + [9, 0, 0, 0] + [UInt8](repeating: 0, count: 40),
            Array("KFBOTENC".utf8) + [1, 0, 0, 0, 255, 255, 255, 255]
                + [UInt8](repeating: 0, count: 40),
            Array("KFBOTENC".utf8) + [1, 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
                + Array("{}".utf8),
        ]
    )
    func otherFiles(bytes: [UInt8]) throws {
        let error = try #require(try failure(bytes))
        #expect(error.code == .format)
        #expect(error.message.contains("kfbot encoder install"))
    }

    @Test("a source that is no model is refused, and the target stays as it was")
    func noModel() throws {
        let folder = try TemporaryDirectory()
        let source = folder.file("model.bin")
        let target = folder.file("encoder.kfenc")
        for bytes in [Array("PK\u{3}\u{4}".utf8), Array("E5S1".utf8), Array("hello".utf8), []] {
            try Data(bytes).write(to: URL(fileURLWithPath: source))
            #expect(throws: EncoderError.self) {
                try EncoderInstaller().install(from: source, to: target)
            }
        }
        #expect(throws: EncoderError.self) {
            try EncoderInstaller().install(from: folder.file("nothing"), to: target)
        }
        #expect(!FileManager.default.fileExists(atPath: target))
    }
}
