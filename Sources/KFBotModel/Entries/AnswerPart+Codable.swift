extension AnswerPart: Codable {
    /// Reads the native form, `{"type":"text","text":…}`.
    public init(from decoder: any Decoder) throws {
        let json = try JSONValue(from: decoder)
        do {
            try self.init(json: json, path: "part")
        } catch let error as FieldError {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: error.message
                )
            )
        }
    }

    /// Writes the native form.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
