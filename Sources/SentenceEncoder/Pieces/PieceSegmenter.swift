/// Cuts text into a model's pieces, in the model's own way.
enum PieceSegmenter {
    case unigram(UnigramSegmenter)
    case wordPiece(WordPieceSegmenter)

    init(_ model: EncoderDescription, _ layout: EncoderLayout, in file: UnsafeRawBufferPointer) {
        self =
            switch model.segmentation {
            case .unigram: .unigram(UnigramSegmenter(model, layout, in: file))
            case .wordPiece: .wordPiece(WordPieceSegmenter(model, layout, in: file))
            }
    }

    var table: TextTable {
        switch self {
        case .unigram(let segmenter): segmenter.table
        case .wordPiece(let segmenter): segmenter.table
        }
    }

    /// The pieces of a text without beginning and end.
    func pieces(of text: String) -> [Int32] {
        switch self {
        case .unigram(let segmenter): segmenter.pieces(of: text)
        case .wordPiece(let segmenter): segmenter.pieces(of: text)
        }
    }
}
