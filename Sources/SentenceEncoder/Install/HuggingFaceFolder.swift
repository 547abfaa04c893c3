import Foundation

/// Reads an encoder from a folder in Hugging Face's form: BERT and XLM-R, with their tokenizers.
struct HuggingFaceFolder {
    let path: String
    let options: EncoderInstaller.Options

    private struct Config: Decodable {
        var modelType: String
        var hiddenSize: Int
        var hiddenLayers: Int
        var heads: Int
        var intermediateSize: Int
        var positions: Int
        var epsilon: Float?
        var activation: String?
        var positionKind: String?
        var padding: Int?

        enum CodingKeys: String, CodingKey {
            case modelType = "model_type"
            case hiddenSize = "hidden_size"
            case hiddenLayers = "num_hidden_layers"
            case heads = "num_attention_heads"
            case intermediateSize = "intermediate_size"
            case positions = "max_position_embeddings"
            case epsilon = "layer_norm_eps"
            case activation = "hidden_act"
            case positionKind = "position_embedding_type"
            case padding = "pad_token_id"
        }
    }

    private func file(_ name: String) -> String { path + "/" + name }

    private func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// A JSON object of the folder; `nil` where the file is missing.
    private func object(_ name: String) throws -> [String: Any]? {
        guard has(name) else { return nil }
        let data = Data(try EncoderInstaller.bytes(ofFileAt: file(name)))
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw EncoderError(.format, "\(file(name)) is not a JSON object; fetch it again")
        }
        return object
    }

    /// - Throws: ``EncoderError``.
    func model() throws -> SourceModel {
        let config = try config()
        // What only a person knows is asked for before the large file is read.
        let pooling = try pooling()
        let prefixes = try prefixes()
        let tokenizer = try tokenizer(config)
        guard has("model.safetensors") else {
            let other =
                has("pytorch_model.bin")
                ? "; pytorch_model.bin is not read, convert it with the model's tools" : ""
            throw EncoderError(.file, "\(path) has no model.safetensors\(other)")
        }
        let tensors = try SafeTensors(path: file("model.safetensors"))
        let root = ["", "bert.", "roberta.", "model."].first {
            tensors.shape($0 + "embeddings.word_embeddings.weight") != nil
        }
        guard let root, let words = tensors.shape(root + "embeddings.word_embeddings.weight"),
            words.count == 2
        else {
            throw EncoderError(
                .unsupported,
                "\(file("model.safetensors")) has no embeddings.word_embeddings.weight: it is no encoder of the "
                    + "kinds BERT or XLM-R"
            )
        }
        let isList = !has("tokenizer.json")
        // Rows may be filled up to a round number; a list of pieces that was cut lacks more, or an odd number.
        let missing = words[0] - tokenizer.pieces.count
        guard
            missing == 0 || missing > 0 && missing < 128 && words[0] % 8 == 0
                || missing > 0 && !isList
        else {
            throw EncoderError(
                .format,
                "\(path): the tokenizer has \(tokenizer.pieces.count) pieces, model.safetensors \(words[0]); "
                    + "fetch the folder again"
            )
        }
        let width = config.hiddenSize
        let inner = config.intermediateSize
        let bits = options.bits ?? 8
        let places = try positions(config, tensors, root)
        let description = EncoderDescription(
            name: URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent,
            provenance: [
                "The weights were read from a folder in Hugging Face's form and rounded to \(bits) bits."
            ],
            licence: licence(),
            dimension: width,
            layers: config.hiddenLayers,
            heads: config.heads,
            innerDimension: inner,
            positions: places.count / width,
            epsilon: config.epsilon ?? 1e-12,
            weightBits: bits,
            pieceBits: bits,
            pooling: pooling,
            queryPrefix: prefixes.query,
            passagePrefix: prefixes.passage,
            segmentation: tokenizer.segmentation,
            publishedPieces: tokenizer.pieces.count,
            beginPiece: tokenizer.begin,
            endPiece: tokenizer.end,
            unknownPiece: tokenizer.unknown,
            unknownScore: (tokenizer.scores.min() ?? 0) - 10,
            mergesUnknown: true,
            trimsSpace: true,
            composes: !tokenizer.rules.isEmpty,
            lowercases: tokenizer.lowercases
        )
        try description.validate()
        return SourceModel(
            description: description,
            pieces: tokenizer.pieces,
            scores: tokenizer.scores,
            rules: tokenizer.rules,
            pieceVectors: .floats(
                Array(
                    try tensors.floats(root + "embeddings.word_embeddings.weight", words)
                        .prefix(tokenizer.pieces.count * width)
                )
            ),
            positions: places,
            embeddingNorm: try norm(tensors, root + "embeddings.LayerNorm", width),
            layers: try (0..<config.hiddenLayers).map { layer in
                let layer = root + "encoder.layer.\(layer)."
                func product(
                    _ name: String,
                    _ inputs: Int,
                    _ outputs: Int
                ) throws -> SourceModel.Product {
                    SourceModel.Product(
                        matrix: .floats(
                            try tensors.floats(layer + name + ".weight", [outputs, inputs])
                        ),
                        bias: try tensors.floats(layer + name + ".bias", [outputs])
                    )
                }
                return SourceModel.Layer(
                    states: try ["query", "key", "value"].map {
                        try product("attention.self." + $0, width, width)
                    },
                    mixing: try product("attention.output.dense", width, width),
                    firstNorm: try norm(tensors, layer + "attention.output.LayerNorm", width),
                    inner: try product("intermediate.dense", width, inner),
                    outer: try product("output.dense", inner, width),
                    lastNorm: try norm(tensors, layer + "output.LayerNorm", width)
                )
            }
        )
    }

    private func config() throws -> Config {
        guard has("config.json") else {
            throw EncoderError(
                .file,
                "\(path) has no config.json: it is no model's folder in Hugging Face's form"
            )
        }
        let data = Data(try EncoderInstaller.bytes(ofFileAt: file("config.json")))
        let config: Config
        do {
            config = try JSONDecoder().decode(Config.self, from: data)
        } catch {
            throw EncoderError(
                .format,
                "\(file("config.json")) lacks a number of an encoder's: \(error)"
            )
        }
        guard ["bert", "xlm-roberta"].contains(config.modelType) else {
            throw EncoderError(
                .unsupported,
                "\(file("config.json")) says model_type \(config.modelType); bert and xlm-roberta are computed. "
                    + "Serve other models beside kfbot"
            )
        }
        guard ["gelu", nil].contains(config.activation),
            ["absolute", nil].contains(config.positionKind)
        else {
            throw EncoderError(
                .unsupported,
                "\(file("config.json")) says \(config.activation ?? "gelu") and "
                    + "\(config.positionKind ?? "absolute") positions; gelu and absolute are computed"
            )
        }
        return config
    }

    /// Positions with the vector of the first token type, which all pieces of one text have.
    private func positions(
        _ config: Config,
        _ tensors: SafeTensors,
        _ root: String
    ) throws -> [Float] {
        let width = config.hiddenSize
        var places = try tensors.floats(
            root + "embeddings.position_embeddings.weight",
            [config.positions, width]
        )
        // RoBERTa counts positions from the one after the padding piece's number.
        if config.modelType == "xlm-roberta" {
            places.removeFirst(((config.padding ?? 1) + 1) * width)
        }
        let name = root + "embeddings.token_type_embeddings.weight"
        if let shape = tensors.shape(name) {
            let types = try tensors.floats(name, shape)
            guard types.count >= width else { throw EncoderError(.format, "\(name) is too small") }
            for index in places.indices { places[index] += types[index % width] }
        }
        return places
    }

    private func norm(_ tensors: SafeTensors, _ name: String, _ width: Int) throws -> [Float] {
        // Weights converted from TensorFlow have gamma and beta.
        let old = tensors.shape(name + ".gamma") != nil
        return try tensors.floats(name + (old ? ".gamma" : ".weight"), [width])
            + tensors.floats(name + (old ? ".beta" : ".bias"), [width])
    }

    private func pooling() throws -> EncoderDescription.Pooling {
        if let pooling = options.pooling { return pooling }
        if let said = try object("1_Pooling/config.json") {
            func isOn(_ name: String) -> Bool { said["pooling_mode_\(name)"] as? Bool == true }
            switch (isOn("cls_token"), isOn("mean_tokens")) {
            case (true, false): return .cls
            case (false, true): return .mean
            default:
                throw EncoderError(
                    .unsupported,
                    "\(file("1_Pooling/config.json")) says neither cls_token nor mean_tokens alone; only these two "
                        + "are computed"
                )
            }
        }
        throw EncoderError(
            .missingSetting,
            "\(path) does not say how a text's vector is made. Give --pooling cls (bge) or --pooling mean (m3e, gte, "
                + "e5), as the model's card says"
        )
    }

    private func prefixes() throws -> (query: String, passage: String) {
        let said =
            try object("config_sentence_transformers.json")?["prompts"] as? [String: String] ?? [:]
        guard let query = options.queryPrefix ?? said["query"] else {
            throw EncoderError(
                .missingSetting,
                "\(path) does not say what the model wants before a question. Give --query-prefix, '' for nothing, "
                    + "as the model's card says"
            )
        }
        return (query, options.passagePrefix ?? said["passage"] ?? said["document"] ?? "")
    }

    private func licence() -> String {
        for name in ["LICENSE", "LICENSE.txt", "LICENSE.md"] {
            if let text = try? String(contentsOfFile: file(name), encoding: .utf8) { return text }
        }
        return "The folder holds no licence; see the model's card."
    }

    private func tokenizer(_ config: Config) throws -> PublishedTokenizer {
        let settings = try object("tokenizer_config.json") ?? [:]
        if let json = try object("tokenizer.json") {
            return try PublishedTokenizer.read(json: json, path: file("tokenizer.json"))
        }
        guard has("vocab.txt") else {
            throw EncoderError(.file, "\(path) has neither tokenizer.json nor vocab.txt")
        }
        return try PublishedTokenizer.read(
            vocabulary: EncoderInstaller.bytes(ofFileAt: file("vocab.txt")),
            lowercases: settings["do_lower_case"] as? Bool ?? true,
            path: file("vocab.txt")
        )
    }
}
