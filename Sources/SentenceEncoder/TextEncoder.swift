/// Turns texts into vectors whose cosine says how near their meanings are.
///
/// An implementer keeps these rules:
/// - one vector for each text, in order, of ``dimension`` numbers and of length 1;
/// - the same text and role give the same vector, alone or beside others, on every thread;
/// - two encoders whose vectors may not be compared have different fingerprints.
public protocol TextEncoder: Sendable {
    /// Names the model and everything that changes its vectors.
    var fingerprint: String { get }

    /// How many numbers a vector has.
    var dimension: Int { get }

    /// Returns one vector for each text, in order; no texts give no vectors.
    ///
    /// - Throws: ``EncoderError``.
    func encode(_ texts: [String], as role: TextRole) async throws -> [[Float]]
}

/// What a text is to the comparison; some models are fed differently for each.
public enum TextRole: String, Sendable, CaseIterable, Codable {
    /// A question, of a customer or of an entry: questions are compared with questions.
    case query
    /// An answer, which a question is compared with.
    case passage
}
